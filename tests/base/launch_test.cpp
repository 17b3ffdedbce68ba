#include "base/launch.h"

#include <map>

#include "support.h"

namespace panet {
namespace {

using test::error_of;
using test::Tells;

using Variables = std::map<std::string, std::string>;

Environment environment_of(const Variables& variables) {
  return [variables](const std::string& name) {
    const auto found = variables.find(name);
    return found != variables.end() ? std::optional(found->second) : std::nullopt;
  };
}

std::optional<Launch> launch_in(const Variables& variables) {
  return launch_from_environment(environment_of(variables));
}

Variables with(Variables variables, const Variables& more) {
  for (const auto& [name, value] : more) variables[name] = value;
  return variables;
}

Variables without(Variables variables, const std::string& name) {
  variables.erase(name);
  return variables;
}

void expect_launch(const Variables& variables, const Launch& expected) {
  const auto launch = launch_in(variables);
  ASSERT_TRUE(launch.has_value());
  EXPECT_EQ(launch->rank, expected.rank);
  EXPECT_EQ(launch->size, expected.size);
  EXPECT_EQ(launch->local_rank, expected.local_rank);
  EXPECT_EQ(launch->master_address, expected.master_address);
  EXPECT_EQ(launch->master_port, expected.master_port);
}

std::string refused(const Variables& variables) {
  return error_of([&] { launch_in(variables); });
}

constexpr const char* kSecret = "a secret of these tests";
const Variables kByHand = {{"RANK", "3"},
                           {"WORLD_SIZE", "4"},
                           {"MASTER_ADDR", "node1"},
                           {"MASTER_PORT", "29501"},
                           {"PANET_RANK_SECRET", kSecret}};
const Variables kSrun = {{"SLURM_PROCID", "5"},         {"SLURM_STEP_NUM_TASKS", "8"},
                         {"SLURM_LOCALID", "1"},        {"SLURM_STEP_NODELIST", "node[03-05,9]"},
                         {"SLURM_JOB_ID", "1234567"},   {"SLURM_STEP_ID", "2"},
                         {"PANET_RANK_SECRET", kSecret}};
const Variables kOpenMpi = {{"OMPI_COMM_WORLD_RANK", "1"},
                            {"OMPI_COMM_WORLD_SIZE", "2"},
                            {"OMPI_COMM_WORLD_LOCAL_RANK", "1"},
                            {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"}};
const Variables kMpich = {
    {"PMI_RANK", "1"}, {"PMI_SIZE", "2"}, {"MPI_LOCALRANKID", "1"}, {"MPI_LOCALNRANKS", "2"}};

TEST(Launch, NothingMeansAlone) {
  EXPECT_FALSE(launch_in({}).has_value());
}

TEST(Launch, OneProcessIsAloneWhoeverStartsIt) {
  EXPECT_FALSE(launch_in({{"RANK", "0"}, {"WORLD_SIZE", "1"}}).has_value());
  EXPECT_FALSE(
      launch_in({{"OMPI_COMM_WORLD_RANK", "0"}, {"OMPI_COMM_WORLD_SIZE", "1"}}).has_value());
  EXPECT_FALSE(launch_in({{"PMI_RANK", "0"}, {"PMI_SIZE", "1"}}).has_value());
  EXPECT_FALSE(launch_in({{"SLURM_PROCID", "0"}, {"SLURM_STEP_NUM_TASKS", "1"}}).has_value());
}

TEST(Launch, ByHand) {
  expect_launch(kByHand, {3, 4, 0, "node1", 29501});
  expect_launch(with(kByHand, {{"LOCAL_RANK", "1"}}), {3, 4, 1, "node1", 29501});
}

TEST(Launch, TorchrunThatListensItselfLeavesThePortBeside) {
  expect_launch(with(kByHand, {{"TORCHELASTIC_USE_AGENT_STORE", "True"}}),
                {3, 4, 0, "node1", 29502});
  expect_launch(with(kByHand, {{"TORCHELASTIC_USE_AGENT_STORE", "False"}}),
                {3, 4, 0, "node1", 29501});
}

TEST(Launch, ByHandEverythingIsNeeded) {
  EXPECT_THAT(refused(without(kByHand, "WORLD_SIZE")), Tells("RANK is set", "WORLD_SIZE is not"));
  EXPECT_THAT(refused(without(kByHand, "RANK")), Tells("WORLD_SIZE is set", "but RANK is not"));
  EXPECT_THAT(refused(without(kByHand, "MASTER_ADDR")), Tells("MASTER_ADDR is not"));
  EXPECT_THAT(refused(without(kByHand, "MASTER_PORT")), Tells("MASTER_PORT is not"));
}

TEST(Launch, NonsenseIsTold) {
  EXPECT_THAT(refused(with(kByHand, {{"RANK", "4"}})), Tells("RANK=4", "WORLD_SIZE=4", "0 to 3"));
  EXPECT_THAT(refused(with(kByHand, {{"RANK", "-1"}})), Tells("RANK=-1", "0 or more"));
  EXPECT_THAT(refused(with(kByHand, {{"RANK", ""}})), Tells("RANK="));
  EXPECT_THAT(refused(with(kByHand, {{"WORLD_SIZE", "0"}})), Tells("WORLD_SIZE=0", "1 or more"));
  EXPECT_THAT(refused(with(kByHand, {{"WORLD_SIZE", "four"}})), Tells("WORLD_SIZE=four"));
  EXPECT_THAT(refused(with(kByHand, {{"LOCAL_RANK", "x"}})), Tells("LOCAL_RANK=x"));
  EXPECT_THAT(refused(with(kByHand, {{"MASTER_PORT", "ssh"}})), Tells("MASTER_PORT=ssh", "65535"));
  EXPECT_THAT(refused(with(kByHand, {{"MASTER_PORT", "65536"}})), Tells("MASTER_PORT=65536"));
}

TEST(Launch, Srun) {
  expect_launch(kSrun, {5, 8, 1, "node03", 20000 + (1234567 * 31 + 2) % 10000});
  expect_launch(with(kSrun, {{"MASTER_ADDR", "a"}, {"MASTER_PORT", "7"}}), {5, 8, 1, "a", 7});
  EXPECT_THAT(refused(with(kSrun, {{"SLURM_PROCID", "8"}})), Tells("SLURM_PROCID=8"));
}

TEST(Launch, SrunFallsBackToWhereItWasCalled) {
  const auto no_list = without(kSrun, "SLURM_STEP_NODELIST");
  EXPECT_THAT(refused(no_list), Tells("SLURM_STEP_NODELIST", "MASTER_ADDR"));
  EXPECT_EQ(launch_in(with(no_list, {{"SLURM_LAUNCH_NODE_IPADDR", "10.0.0.7"}}))->master_address,
            "10.0.0.7");
}

TEST(Launch, UnderstandsListsOfHosts) {
  const auto host = [](const std::string& list) {
    return launch_in(with(kSrun, {{"SLURM_STEP_NODELIST", list}}))->master_address;
  };
  EXPECT_EQ(host("node7"), "node7");
  EXPECT_EQ(host("node7,node9"), "node7");
  EXPECT_EQ(host("node[9,03-05]"), "node9");
  EXPECT_EQ(host("gpu-[08-11]-ib,cpu1"), "gpu-08-ib");
  EXPECT_EQ(host("rack[1-2]node[007-010].cluster"), "rack1node007.cluster");
  for (const std::string broken : {"node[", "node[]", "node[-3]"})
    EXPECT_THAT(refused(with(kSrun, {{"SLURM_STEP_NODELIST", broken}})),
                Tells("SLURM_STEP_NODELIST"));
}

TEST(Launch, TheShellOfABatchJobIsNoLaunch) {
  EXPECT_FALSE(launch_in({{"SLURM_JOB_ID", "7"},
                          {"SLURM_PROCID", "0"},
                          {"SLURM_NTASKS", "8"},
                          {"SLURM_LOCALID", "0"}})
                   .has_value());
}

TEST(Launch, OpenMpi) {
  expect_launch(kOpenMpi, {1, 2, 1, "127.0.0.1", 29500});
  const auto elsewhere = with(kOpenMpi, {{"OMPI_COMM_WORLD_LOCAL_SIZE", "1"}});
  EXPECT_THAT(refused(elsewhere), Tells("OMPI_COMM_WORLD_SIZE=2", "MASTER_ADDR"));
  expect_launch(
      with(elsewhere,
           {{"MASTER_ADDR", "node1"}, {"MASTER_PORT", "4000"}, {"PANET_RANK_SECRET", kSecret}}),
      {1, 2, 1, "node1", 4000});
  EXPECT_THAT(refused(without(kOpenMpi, "OMPI_COMM_WORLD_SIZE")),
              Tells("OMPI_COMM_WORLD_SIZE is not"));
}

TEST(Launch, MpichAndIntelMpi) {
  expect_launch(kMpich, {1, 2, 1, "127.0.0.1", 29500});
  EXPECT_THAT(refused(without(kMpich, "MPI_LOCALNRANKS")), Tells("PMI_SIZE=2", "MASTER_ADDR"));
  EXPECT_THAT(refused(with(kMpich, {{"PMI_RANK", "2"}})), Tells("PMI_RANK=2"));
}

// Where no network is needed none is used.
TEST(Launch, OnOneMachineItsLoopbackIsMetAt) {
  const auto address = [](const Variables& variables) {
    return launch_in(without(variables, "PANET_RANK_SECRET"))->master_address;
  };
  EXPECT_EQ(address(with(kByHand, {{"LOCAL_WORLD_SIZE", "4"}})), "127.0.0.1");
  EXPECT_EQ(address(with(kSrun, {{"SLURM_STEP_NUM_NODES", "1"}})), "127.0.0.1");
  EXPECT_EQ(address(with(kOpenMpi, {{"MASTER_ADDR", "node1"}})), "127.0.0.1");
  EXPECT_EQ(address(with(kByHand, {{"MASTER_ADDR", "localhost"}})), "localhost");
}

TEST(Launch, OnSeveralMachinesASecretIsNeeded) {
  EXPECT_EQ(launch_in(kByHand)->secret, kSecret);
  EXPECT_EQ(launch_in(with(kOpenMpi, {{"PANET_RANK_SECRET", kSecret}}))->secret, kSecret);
  EXPECT_EQ(launch_in(kOpenMpi)->secret, "");
  EXPECT_EQ(launch_in(with(kByHand, {{"PANET_RANK_SECRET", "none"}}))->secret, "");
  for (const auto& several : {kByHand, kSrun, with(kByHand, {{"LOCAL_WORLD_SIZE", "2"}}),
                              with(kSrun, {{"SLURM_STEP_NUM_NODES", "2"}})})
    EXPECT_THAT(refused(without(several, "PANET_RANK_SECRET")),
                Tells("set PANET_RANK_SECRET", "openssl rand", "\"none\""));
}

TEST(Launch, AShortSecretIsRefused) {
  for (const std::string secret : {"", "0123456789abcde"})
    EXPECT_THAT(refused(with(kByHand, {{"PANET_RANK_SECRET", secret}})),
                Tells("PANET_RANK_SECRET", "can be guessed", "16"));
}

TEST(Launch, SrunThatSpeaksPmiIsSrun) {
  expect_launch(with(kSrun, {{"PMI_RANK", "5"}, {"PMI_SIZE", "8"}}),
                {5, 8, 1, "node03", launch_in(kSrun)->master_port});
}

TEST(Launch, MpirunThatUsesSrunCountsItsOwnRanks) {
  const Variables agent = {
      {"SLURM_PROCID", "0"}, {"SLURM_STEP_NUM_TASKS", "1"}, {"SLURM_STEP_NODELIST", "node3"}};
  expect_launch(with(agent, kMpich), {1, 2, 1, "127.0.0.1", 29500});
  expect_launch(with(agent, kOpenMpi), {1, 2, 1, "127.0.0.1", 29500});
}

}  // namespace
}  // namespace panet
