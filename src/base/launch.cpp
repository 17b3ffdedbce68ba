#include "base/launch.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <limits>

#include "base/host_list.h"
#include "base/loopback.h"
#include "panet/base/error.h"

namespace panet {
namespace {

constexpr int kLargestPort = 65535;
constexpr int kDefaultPort = 29500;
constexpr const char* kLoopback = "127.0.0.1";
constexpr const char* kSecret = "PANET_RANK_SECRET";
constexpr const char* kNoSecret = "none";
constexpr std::size_t kShortestSecret = 16;

// The names under which a launcher tells a process its place.
struct PlaceNames {
  const char *rank, *size, *local_rank, *local_size;
};
constexpr PlaceNames kOpenMpi = {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE",
                                 "OMPI_COMM_WORLD_LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE"};
constexpr PlaceNames kMpich = {"PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID", "MPI_LOCALNRANKS"};

int number_of(const std::string& name, const std::string& text, int least, int most) {
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && stop == end && number >= least && number <= most) return number;
  const auto range = most == std::numeric_limits<int>::max()
                         ? fmt::format("{} or more", least)
                         : fmt::format("from {} to {}", least, most);
  throw Error(fmt::format("{}={}: a number, {}, is expected there", name, text, range));
}

std::optional<int> number_in(const Environment& environment, const std::string& name, int least,
                             int most = std::numeric_limits<int>::max()) {
  const auto text = environment(name);
  return text ? std::optional(number_of(name, *text, least, most)) : std::nullopt;
}

// `known` is a variable of the same launcher, which shows that it was meant.
int required_number(const Environment& environment, const char* name, const char* known,
                    int least) {
  if (const auto number = number_in(environment, name, least)) return *number;
  throw Error(fmt::format(
      "{} is set, but {} is not; set both to start several processes, or none to run alone", known,
      name));
}

// Everything but where rank 0 listens.
Launch placed(const Environment& environment, const PlaceNames& names) {
  Launch launch = {.rank = required_number(environment, names.rank, names.size, 0),
                   .size = required_number(environment, names.size, names.rank, 1),
                   .local_rank = number_in(environment, names.local_rank, 0).value_or(0)};
  if (launch.rank >= launch.size)
    throw Error(fmt::format("{}={} with {}={}: ranks go from 0 to {}", names.rank, launch.rank,
                            names.size, launch.size, launch.size - 1));
  return launch;
}

std::optional<int> port_in(const Environment& environment) {
  return number_in(environment, "MASTER_PORT", 1, kLargestPort);
}

std::optional<std::string> address_in(const Environment& environment) {
  auto address = environment("MASTER_ADDR");
  return address && !address->empty() ? address : std::nullopt;
}

// Newer torchruns listen at MASTER_PORT themselves; the ranks take the port beside it.
int port_beside(const Environment& environment, int port) {
  if (environment("TORCHELASTIC_USE_AGENT_STORE") != "True") return port;
  return port < kLargestPort ? port + 1 : port - 1;
}

Launch torchrun_or_by_hand(const Environment& environment) {
  auto launch = placed(environment, {"RANK", "WORLD_SIZE", "LOCAL_RANK", nullptr});
  if (launch.size == 1) return launch;
  const auto address = address_in(environment);
  const auto port = port_in(environment);
  if (!address || !port)
    throw Error(fmt::format(
        "RANK and WORLD_SIZE are set, but {} is not; set MASTER_ADDR to the machine of rank 0 and "
        "MASTER_PORT to a free port of it",
        address ? "MASTER_PORT" : "MASTER_ADDR"));
  const bool all_are_local = number_in(environment, "LOCAL_WORLD_SIZE", 1) == launch.size;
  launch.master_address = all_are_local ? kLoopback : *address;
  launch.master_port = port_beside(environment, *port);
  return launch;
}

Launch mpi(const Environment& environment, const PlaceNames& names) {
  auto launch = placed(environment, names);
  if (launch.size == 1) return launch;
  const auto address = address_in(environment);
  const bool all_are_local = number_in(environment, names.local_size, 1) == launch.size;
  if (!address && !all_are_local)
    throw Error(
        fmt::format("{}={}, not all known to be on this machine: set MASTER_ADDR to the machine of "
                    "rank 0, for all ranks (mpirun -x MASTER_ADDR=..., or -genv MASTER_ADDR ...)",
                    names.size, launch.size));
  launch.master_address = all_are_local ? kLoopback : *address;
  launch.master_port = port_in(environment).value_or(kDefaultPort);
  return launch;
}

// Job steps that run at the same time on one machine should differ. Below the ports that the
// system gives to outgoing connections.
int port_of_job(const Environment& environment) {
  constexpr int kFirst = 20000, kCount = 10000, kStride = 31;
  const int64_t job = number_in(environment, "SLURM_JOB_ID", 0).value_or(0);
  const int64_t step = number_in(environment, "SLURM_STEP_ID", 0).value_or(0);
  return kFirst + static_cast<int>((job * kStride + step) % kCount);
}

// Rank 0 runs on the first machine of the step. The one that srun was called on comes second: it
// may be a login node.
std::string address_of_step(const Environment& environment) {
  if (number_in(environment, "SLURM_STEP_NUM_NODES", 1) == 1) return kLoopback;
  if (const auto address = address_in(environment)) return *address;
  const auto host = first_host(environment("SLURM_STEP_NODELIST").value_or(""));
  if (!host.empty()) return host;
  if (const auto address = environment("SLURM_LAUNCH_NODE_IPADDR")) return *address;
  throw Error(
      "SLURM_STEP_NODELIST names no machine; set MASTER_ADDR to the machine of rank 0, for all "
      "ranks");
}

Launch srun(const Environment& environment) {
  auto launch =
      placed(environment, {"SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID", nullptr});
  if (launch.size == 1) return launch;
  launch.master_address = address_of_step(environment);
  const auto port = port_in(environment);
  launch.master_port = port ? *port : port_of_job(environment);
  return launch;
}

// Only a step's processes have SLURM_STEP_NUM_TASKS; the shell of a batch job has a SLURM_PROCID.
bool is_srun_step(const Environment& environment) {
  return environment("SLURM_STEP_NUM_TASKS") && environment("SLURM_PROCID");
}

// srun speaks PMI as well, then both say the same. Where they do not, mpirun used srun to reach
// the machines, and Slurm's variables count its agents.
bool is_mpich(const Environment& environment) {
  const auto rank = environment(kMpich.rank), size = environment(kMpich.size);
  if (!rank && !size) return false;
  return !is_srun_step(environment) || rank != environment("SLURM_PROCID") ||
         size != environment("SLURM_STEP_NUM_TASKS");
}

Launch launch_in(const Environment& environment) {
  if (environment("RANK") || environment("WORLD_SIZE")) return torchrun_or_by_hand(environment);
  if (environment(kOpenMpi.rank) || environment(kOpenMpi.size)) return mpi(environment, kOpenMpi);
  if (is_mpich(environment)) return mpi(environment, kMpich);
  if (is_srun_step(environment)) return srun(environment);
  return {};
}

std::string secret_in(const Environment& environment, const Launch& launch) {
  const auto secret = environment(kSecret);
  if (secret == kNoSecret) return "";
  if (!secret) {
    if (is_loopback(launch.master_address)) return "";
    throw Error(fmt::format(
        "{0} ranks meet at {1}, where others may reach them: set {2} to the same text for all of "
        "them, which nobody else knows, as by \"export {2}=$(openssl rand -hex 16)\" before the "
        "launcher; or to \"{3}\" where everybody who reaches that machine may take part",
        launch.size, launch.master_address, kSecret, kNoSecret));
  }
  if (secret->size() < kShortestSecret)
    throw Error(
        fmt::format("{}: {} characters can be guessed; {} or more are expected, as those of "
                    "\"openssl rand -hex 16\", or the word \"{}\"",
                    kSecret, secret->size(), kShortestSecret, kNoSecret));
  return *secret;
}

}  // namespace

std::optional<std::string> environment_variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

std::optional<Launch> launch_from_environment(const Environment& environment) {
  auto launch = launch_in(environment);
  if (launch.size == 1) return std::nullopt;
  launch.secret = secret_in(environment, launch);
  return launch;
}

}  // namespace panet
