#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace panet::serve {

// One server-sent event.
struct Event {
  std::string name;  // "picture"
  int64_t id = 0;    // the project's revision
  std::string data;  // JSON in one line
};

// What one client is to be sent. A client that does not keep up is cut off: it asks again and reads
// anew what it shows.
class EventQueue {
 public:
  void put(const std::string& text);  // from any thread
  void close();                       // what is in it is still sent

  // For the connection that sends. `wake` is called when there may be something to take, from any
  // thread, and never again once attach(nullptr) has returned.
  void attach(std::function<void()> wake);
  struct Content {
    std::string text;
    bool is_cut_off = false, is_closed = false;
  };
  Content take();

 private:
  std::mutex mutex_;
  std::function<void()> wake_;
  Content content_;
};

// Sends events to all who listen.
class Broadcast {
 public:
  // A new listener, until the last pointer to it goes; Busy where there are too many.
  std::shared_ptr<EventQueue> listen();
  void send(const Event& event);
  void close();  // ends all streams, and those to come

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<EventQueue>> listeners_;
  bool is_closed_ = false;
};

}  // namespace panet::serve
