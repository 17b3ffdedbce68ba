#pragma once

namespace panet::app {

// From now on the first SIGINT or SIGTERM only makes interrupted() true, so that a long job ends
// after the work under way; a second one ends the process as usual.
void catch_interruptions();

bool interrupted();

}  // namespace panet::app
