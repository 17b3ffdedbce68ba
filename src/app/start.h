#pragma once

namespace panet::app {

// What main() does before anything else, on behalf of panet and of panet-torch.

// Where the program is started with a standard stream closed, the first file that is opened would
// take its place and hear what is printed. What cannot be used takes it instead.
void occupy_standard_streams();

// A thread that has done its part of a loop waits for the others asleep, after some microseconds of
// spinning: where other programs compute, spinning threads keep those from the cores that they wait
// for. OpenMP looks at its surroundings while it is being loaded, so it must not be there yet.
void prepare_openmp();

// What a picture of usual size takes and gives back stays with the process for the next one: a page
// that is taken anew costs more than what is done with it. Left to itself, glibc learns that only
// after having freed something as large. Larger memory goes back at once.
void prepare_memory();

// Ends the process. Taking the tables of libraries apart again would take longer than writing a
// mask.
[[noreturn]] void end(int code);

}  // namespace panet::app
