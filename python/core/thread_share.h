#pragma once

namespace panet::python {

// While it lives the calling thread computes on so many threads, then on as many as before: the
// number is OpenMP's, and other libraries in the process ask for it.
class ThreadShare {
 public:
  explicit ThreadShare(int threads);
  ~ThreadShare();
  ThreadShare(const ThreadShare&) = delete;
  ThreadShare& operator=(const ThreadShare&) = delete;

 private:
  int before_;
};

}  // namespace panet::python
