#pragma once

#include <functional>
#include <optional>
#include <string>

namespace panet {

// This process among those that were started together.
struct Launch {
  int rank = 0, size = 1;      // over all machines
  int local_rank = 0;          // on this machine: the number of its GPU
  std::string master_address;  // of the machine of rank 0, as every rank reaches it
  int master_port = 0;
  std::string secret;  // of these processes; empty where whoever reaches that port may be one
};

// What a variable of the environment says; nothing where it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> environment_variable(const std::string& name);

// How a launcher started this process; nothing where it runs alone. It understands
//
//   torchrun, by hand   RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT, and LOCAL_RANK where it matters
//   Open MPI            OMPI_COMM_WORLD_RANK, _SIZE, _LOCAL_RANK, _LOCAL_SIZE
//   MPICH, Intel MPI    PMI_RANK, PMI_SIZE, MPI_LOCALRANKID, MPI_LOCALNRANKS
//   Slurm's srun        SLURM_PROCID, SLURM_STEP_NUM_TASKS, SLURM_LOCALID
//
// For all of them MASTER_ADDR and MASTER_PORT say where rank 0 listens. Without them srun's first
// machine is taken and a port that follows from the number of the job; MPI's ranks find each other
// where all run on one machine. A shell of sbatch or salloc is no launch, nor is one process.
//
// Where the launcher tells that all run on one machine - torchrun, MPI and srun do - that is its
// loopback. On several, PANET_RANK_SECRET has to be the same text for all, which nobody else knows,
// or "none" where the network is trusted.
//
// Error where a launcher's variables are incomplete or make no sense.
std::optional<Launch> launch_from_environment(
    const Environment& environment = environment_variable);

}  // namespace panet
