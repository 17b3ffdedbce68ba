#include "app/inputs.h"

namespace panet::app {

void add_inputs(OutputPlan& plan, const ModelOptions& model) {
  plan.reads(model.weights);
}

void add_inputs(OutputPlan& plan, const SupportOptions& support) {
  plan.reads_below(support.folder);
  for (const auto& support_class : support.read_folder())
    for (const auto& picture : support_class.pictures) {
      plan.reads(picture.picture);
      plan.reads(picture.annotation);
    }
}

void add_inputs(OutputPlan& plan, const DatasetArguments& data) {
  plan.reads_below(data.root);
  plan.reads(data.class_list);
}

void declare_overwrite(CLI::App& command, bool& overwrite) {
  command.add_flag("--overwrite", overwrite,
                   "replace files that panet did not write, too; what is read is never replaced");
}

}  // namespace panet::app
