#pragma once

namespace panet::test {

// A port that nobody listens at now.
int free_port();

}  // namespace panet::test
