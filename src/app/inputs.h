#pragma once

#include "app/dataset_arguments.h"
#include "app/options.h"
#include "segment/output_plan.h"

namespace panet::app {

// What a command reads, so that it does not write over it.
void add_inputs(OutputPlan& plan, const ModelOptions& model);
void add_inputs(OutputPlan& plan, const SupportOptions& support);
void add_inputs(OutputPlan& plan, const DatasetArguments& data);

void declare_overwrite(CLI::App& command, bool& overwrite);

}  // namespace panet::app
