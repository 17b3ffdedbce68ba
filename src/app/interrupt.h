#pragma once

namespace panet::app {

// From here on the first SIGINT or SIGTERM is only noted, for a job to end in good order; a second
// one ends the process as usual.
void watch_for_interrupt();

bool was_interrupted();

}  // namespace panet::app
