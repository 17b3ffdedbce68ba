#include "serve/http/connection.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <ctime>
#include <limits>
#include <map>
#include <string>
#include <string_view>

#include "base/lower_case.h"
#include "serve/http/connection_table.h"
#include "serve/http/events.h"
#include "serve/http/failure.h"
#include "serve/http/target.h"

namespace panet::serve {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using Code = boost::system::error_code;

constexpr std::size_t kPacedBytes = 64 << 10;  // what body_time and answer_time are given for
constexpr std::chrono::seconds kLingerTime{2};

// The connection has a buffer for a head and what comes with it.
std::size_t buffer_bytes(const ServerLimits& limits) {
  return limits.head_bytes + (16 << 10);
}

std::string text_of(beast::string_view text) {
  return {text.data(), text.size()};
}

std::string date() {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", fmt::gmtime(std::time(nullptr)));
}

// A line end in a header would begin another one.
bool is_one_line(std::string_view text) {
  return std::ranges::none_of(text, [](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
  });
}

// Headers that come twice are one with commas, but for cookies.
std::map<std::string, std::string> headers_of(const http::fields& fields) {
  std::map<std::string, std::string> headers;
  for (const auto& field : fields) {
    const auto name = lower_case(text_of(field.name_string()));
    const auto [header, is_new] = headers.emplace(name, text_of(field.value()));
    if (!is_new) header->second += (name == "cookie" ? "; " : ", ") + text_of(field.value());
  }
  return headers;
}

template <typename Message>
Request request_of(const Message& message) {
  auto target = parse_target({message.target().data(), message.target().size()});
  return {.method = text_of(message.method_string()),
          .path = std::move(target.path),
          .query = std::move(target.query),
          .headers = headers_of(message),
          .body = {}};
}

// The first member of a connection, so that it is the last to go: whoever waits until the table is
// empty may then take away what sockets and timers belong to.
class Listing {
 public:
  Listing(ConnectionTable& table, const Connection* connection)
      : table_(table), connection_(connection) {}
  ~Listing() { table_.remove(connection_); }
  Listing(const Listing&) = delete;
  Listing& operator=(const Listing&) = delete;

 private:
  ConnectionTable& table_;
  const Connection* connection_;
};

class BeastConnection final : public Connection,
                              public std::enable_shared_from_this<BeastConnection> {
 public:
  BeastConnection(tcp::socket socket, const ConnectionSurroundings& surroundings)
      : listing_(surroundings.table, this),
        around_(surroundings),
        stream_(std::move(socket)),
        event_timer_(stream_.get_executor()),
        buffer_(buffer_bytes(surroundings.limits)) {}

  void start() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] { self->await_bytes(); });
  }

  std::optional<Turn> turn_to_yield() const override {
    const auto since = yields_since_.load();
    if (since == kKept) return std::nullopt;
    return Turn{.was_trusted = was_trusted_, .since = Clock::time_point(Clock::duration(since))};
  }

  void yield() override {
    yields_since_ = kKept;  // the next to yield is another one
    on_strand([](BeastConnection& self) {
      if (!self.is_trusted_) self.close();
    });
  }

  void finish() override {
    on_strand([](BeastConnection& self) {
      self.is_last_ = true;
      if (!self.is_answering_) self.close();
      if (self.events_ != nullptr) self.events_->close();
    });
  }

  void abort() override {
    on_strand([](BeastConnection& self) { self.close(); });
  }

  void forget_events() override {
    if (events_ != nullptr) events_->attach(nullptr);
  }

 private:
  using Parser = http::request_parser<http::string_body>;
  using WholeAnswer = http::response<http::string_body>;
  using AnswerHead = http::response<http::empty_body>;

  template <typename Action>
  void on_strand(Action action) {
    asio::post(stream_.get_executor(), [self = shared_from_this(), action] { action(*self); });
  }

  // A completion handler that keeps the connection alive.
  template <typename Method>
  auto then(Method method) {
    return [self = shared_from_this(), method](Code error, std::size_t bytes) {
      (*self.*method)(error, bytes);
    };
  }

  // --- the head ---

  void await_request() {
    yields_since_ = Clock::now().time_since_epoch().count();
    is_answering_ = is_trusted_ = false;
    await_bytes();
  }

  void await_bytes() {
    if (is_last_) return close();
    if (buffer_.size() > 0) return read_head();
    buffer_.shrink_to_fit();
    stream_.expires_after(around_.limits.idle_time);
    stream_.async_read_some(buffer_.prepare(kFirstBytes), then(&BeastConnection::on_first_bytes));
  }

  void on_first_bytes(Code error, std::size_t bytes) {
    if (error || is_last_) return close();
    buffer_.commit(bytes);
    read_head();
  }

  void read_head() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(around_.limits.head_bytes));
    parser_->body_limit(std::numeric_limits<std::uint64_t>::max());
    stream_.expires_after(around_.limits.head_time);
    http::async_read_header(stream_, buffer_, *parser_, then(&BeastConnection::on_head));
  }

  void on_head(Code error, std::size_t) {
    if (error) return refuse_broken(error);
    if (is_last_) return close();
    is_answering_ = true;
    version_ = parser_->get().version();
    is_head_ = parser_->get().method() == http::verb::head;
    keeps_alive_ = parser_->keep_alive();
    try {
      request_ = request_of(parser_->get());
    } catch (...) {
      return refuse(response_of_current_exception());
    }
    admit();
  }

  // Why the parser gives up, where the client is still there to hear it.
  void refuse_broken(Code error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
      return refuse_early(431, "head_too_large",
                          fmt::format("heads have at most {} bytes", around_.limits.head_bytes));
    if (error == http::error::body_limit) return refuse_body();
    const bool is_gone = error == http::error::end_of_stream ||
                         error == http::error::partial_message ||
                         error.category() != make_error_code(http::error::bad_method).category();
    if (is_gone) return close();
    refuse_early(400, "bad_request", "this is no HTTP/1.1: " + error.message());
  }

  void refuse_early(int status, const std::string& code, const std::string& message) {
    is_answering_ = true;
    version_ = 11;
    refuse(response_of(Failure(status, code, message)));
  }

  void refuse_body() {
    refuse_early(413, "body_too_large", fmt::format("the body has at most {} bytes", most_body_));
  }

  // Answers what was not read to its end: nothing can come after it.
  void refuse(Response response) {
    keeps_alive_ = false;
    answer(std::move(response));
  }

  // --- the body ---

  void admit() {
    auto admission = admission_of_service();
    is_trusted_ = admission.is_trusted;
    if (is_trusted_) {
      was_trusted_ = true;
      yields_since_ = kKept;
    }
    const bool has_body = !parser_->is_done();
    if (admission.refusal && has_body) return refuse(std::move(*admission.refusal));
    if (admission.refusal) return answer(std::move(*admission.refusal));
    most_body_ = admission.most_body;
    if (has_body) return expect_body();
    handle();
  }

  Admission admission_of_service() {
    try {
      return around_.service.admit(request_);
    } catch (...) {
      return {.refusal = response_of_current_exception()};
    }
  }

  void expect_body() {
    const auto length = parser_->content_length();
    if (length && *length > most_body_) return refuse_body();
    body_share_ = around_.bodies.take(length ? *length : most_body_);
    if (!body_share_) return refuse(response_of(Busy("too many large bodies at once")));
    parser_->body_limit(most_body_);
    const auto expectation = request_.header("expect");
    if (!expectation) return read_body();
    if (lower_case(text_of(*expectation)) != "100-continue")
      return refuse_early(417, "bad_expectation", "100-continue is all that can be expected");
    invite_body();
  }

  void invite_body() {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    stream_.expires_after(around_.limits.answer_time);
    asio::async_write(stream_, asio::buffer(kContinue), then(&BeastConnection::on_invited));
  }

  void on_invited(Code error, std::size_t) {
    if (error) return close();
    read_body();
  }

  void read_body() {
    begin_pace(around_.limits.body_time);
    read_more_body();
  }

  void read_more_body() {
    http::async_read_some(stream_, buffer_, *parser_, then(&BeastConnection::on_body));
  }

  void on_body(Code error, std::size_t bytes) {
    if (error) return refuse_broken(error);
    keep_pace(bytes, around_.limits.body_time);
    if (!parser_->is_done()) return read_more_body();
    request_.body = std::move(parser_->get().body());
    handle();
  }

  // Deadlines for so many bytes each.
  void begin_pace(std::chrono::milliseconds time) {
    paced_bytes_ = 0;
    stream_.expires_after(time);
  }

  void keep_pace(std::size_t bytes, std::chrono::milliseconds time) {
    paced_bytes_ += bytes;
    if (paced_bytes_ >= kPacedBytes) begin_pace(time);
  }

  // --- the answer ---

  void handle() {
    stream_.expires_never();
    const bool is_begun = around_.workers.begin([self = shared_from_this()] {
      auto response = self->response_of_service();
      asio::post(self->stream_.get_executor(), [self, response = std::move(response)]() mutable {
        self->answer(std::move(response));
      });
    });
    if (!is_begun) answer(response_of(Busy("too many requests at once")));
  }

  Response response_of_service() const {
    try {
      return around_.service.answer(request_);
    } catch (...) {
      return response_of_current_exception();
    }
  }

  void answer(Response response) {
    request_ = {};
    parser_.reset();
    body_share_ = {};
    if (!can_be_sent(response))
      response = response_of(Failure(500, "internal", "a header of the answer has two lines"));
    if (response.events != nullptr || response.source) return answer_in_pieces(std::move(response));
    answer_whole(std::move(response));
  }

  static bool can_be_sent(const Response& response) {
    return is_one_line(response.content_type) &&
           std::ranges::all_of(response.headers, [](const auto& header) {
             return is_one_line(header.first) && is_one_line(header.second);
           });
  }

  template <typename Message>
  void fill_head(Message& message, const Response& response) {
    if (is_last_) keeps_alive_ = false;
    message.version(version_);
    message.result(static_cast<unsigned>(response.status));
    message.set(http::field::date, date());
    if (!response.content_type.empty())
      message.set(http::field::content_type, response.content_type);
    for (const auto& [name, value] : around_.service.headers) message.set(name, value);
    for (const auto& [name, value] : response.headers) message.set(name, value);
    message.keep_alive(keeps_alive_);
  }

  void answer_whole(Response response) {
    whole_.emplace();
    fill_head(*whole_, response);
    whole_->body() = std::move(response.body);
    whole_->prepare_payload();
    if (response.status == 304) whole_->content_length(boost::none);
    whole_writer_.emplace(*whole_);
    begin_pace(around_.limits.answer_time);
    if (is_head_) {
      http::async_write_header(stream_, *whole_writer_, then(&BeastConnection::on_answered));
    } else {
      write_more();
    }
  }

  void write_more() {
    http::async_write_some(stream_, *whole_writer_, then(&BeastConnection::on_written));
  }

  void on_written(Code error, std::size_t bytes) {
    if (error) return close();
    keep_pace(bytes, around_.limits.answer_time);
    if (!whole_writer_->is_done()) return write_more();
    on_answered({}, 0);
  }

  void on_answered(Code error, std::size_t) {
    whole_writer_.reset();
    whole_.reset();
    if (error) return close();
    release_source();
    if (!keeps_alive_) return linger();
    await_request();
  }

  // --- an answer in pieces ---

  void answer_in_pieces(Response response) {
    is_chunked_ = version_ >= 11;
    if (!is_chunked_) keeps_alive_ = false;
    source_ = std::make_shared<BodySource>(std::move(response.source));
    events_ = std::move(response.events);
    piece_head_.emplace();
    fill_head(*piece_head_, response);
    if (is_chunked_) piece_head_->chunked(true);
    piece_head_writer_.emplace(*piece_head_);
    stream_.expires_after(around_.limits.answer_time);
    http::async_write_header(stream_, *piece_head_writer_, then(&BeastConnection::on_piece_head));
  }

  void on_piece_head(Code error, std::size_t) {
    piece_head_writer_.reset();
    piece_head_.reset();
    if (error) return close();
    if (is_head_) {
      events_ = nullptr;
      return on_answered({}, 0);
    }
    if (events_ != nullptr) return begin_events();
    fetch_piece();
  }

  void fetch_piece() {
    stream_.expires_never();
    around_.workers.go_on([self = shared_from_this(), source = source_] {
      bool is_broken = false;
      std::optional<std::string> piece;
      try {
        piece = (*source)();
      } catch (...) {
        is_broken = true;
      }
      asio::post(self->stream_.get_executor(),
                 [self, piece = std::move(piece), is_broken]() mutable {
                   if (is_broken) return self->close();
                   self->send_piece(std::move(piece));
                 });
    });
  }

  // What a source holds may take its time to end: that is for a worker, too.
  void release_source() {
    if (source_ != nullptr) around_.workers.go_on([source = std::move(source_)] {});
  }

  void send_piece(std::optional<std::string> piece) {
    if (source_ == nullptr) return;  // closed meanwhile
    if (!piece) return end_pieces();
    piece_ = std::move(*piece);
    sent_of_piece_ = 0;
    send_part();
  }

  // So much of a piece as a deadline is for.
  void send_part() {
    const auto part = asio::buffer(std::as_const(piece_)) + sent_of_piece_;
    const auto bytes = std::min(part.size(), kPacedBytes);
    if (bytes == 0) return fetch_piece();
    sent_of_piece_ += bytes;
    write_part(asio::buffer(part, bytes), then(&BeastConnection::on_part));
  }

  template <typename Handler>
  void write_part(asio::const_buffer part, Handler handler) {
    stream_.expires_after(around_.limits.answer_time);
    if (is_chunked_) {
      asio::async_write(stream_, http::make_chunk(part), std::move(handler));
    } else {
      asio::async_write(stream_, part, std::move(handler));
    }
  }

  void on_part(Code error, std::size_t) {
    if (error) return close();
    send_part();
  }

  void end_pieces() {
    stream_.expires_after(around_.limits.answer_time);
    if (!is_chunked_) return on_answered({}, 0);
    asio::async_write(stream_, http::make_chunk_last(), then(&BeastConnection::on_answered));
  }

  // --- an answer that stays open ---

  void begin_events() {
    is_sending_ = false;
    events_->attach([self = shared_from_this()] {
      self->on_strand([](BeastConnection& on) { on.send_events(); });
    });
    stream_.expires_never();
    watch_for_end();
    send_events();
  }

  // A client of an event stream has nothing to say; that it has gone is seen by reading.
  void watch_for_end() {
    stream_.async_read_some(asio::buffer(unheard_), then(&BeastConnection::on_unheard));
  }

  void on_unheard(Code error, std::size_t) {
    if (error || events_ == nullptr) return close();
    watch_for_end();
  }

  void send_events() {
    if (is_sending_ || events_ == nullptr) return;
    auto content = events_->take();
    if (content.is_cut_off) return close();
    if (!content.text.empty()) return send_event_text(std::move(content.text));
    if (content.is_closed) return end_events();
    event_timer_.expires_after(around_.limits.event_time);
    event_timer_.async_wait([self = shared_from_this()](Code error) {
      if (!error && !self->is_sending_ && self->events_ != nullptr) self->send_event_text(": \n\n");
    });
  }

  void send_event_text(std::string text) {
    is_sending_ = true;
    piece_ = std::move(text);
    sent_of_piece_ = 0;
    send_event_part();
  }

  void send_event_part() {
    const auto part = asio::buffer(std::as_const(piece_)) + sent_of_piece_;
    const auto bytes = std::min(part.size(), kPacedBytes);
    sent_of_piece_ += bytes;
    write_part(asio::buffer(part, bytes), then(&BeastConnection::on_event_part));
  }

  void on_event_part(Code error, std::size_t) {
    if (error) return close();
    if (sent_of_piece_ < piece_.size()) return send_event_part();
    is_sending_ = false;
    send_events();
  }

  void end_events() {
    detach_events();
    stream_.expires_after(around_.limits.answer_time);
    if (!is_chunked_) return close();
    asio::async_write(stream_, http::make_chunk_last(), then(&BeastConnection::on_events_ended));
  }

  void on_events_ended(Code, std::size_t) { close(); }

  void detach_events() {
    event_timer_.cancel();
    if (events_ == nullptr) return;
    events_->attach(nullptr);
    events_ = nullptr;
  }

  // --- the end ---

  // Says that nothing follows and waits until the client has seen it: closing on bytes that were
  // not read would take back the answer.
  void linger() {
    yields_since_ = Clock::now().time_since_epoch().count();
    is_answering_ = is_trusted_ = false;
    Code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(kLingerTime);
    drain();
  }

  void drain() {
    stream_.async_read_some(asio::buffer(unheard_), then(&BeastConnection::on_drained));
  }

  void on_drained(Code error, std::size_t) {
    if (error || is_last_) return close();
    drain();
  }

  void close() {
    detach_events();
    release_source();
    stream_.close();
  }

  static constexpr std::size_t kFirstBytes = 4096;
  static constexpr Clock::rep kKept = std::numeric_limits<Clock::rep>::max();

  const Listing listing_;
  const ConnectionSurroundings around_;
  beast::tcp_stream stream_;
  asio::steady_timer event_timer_;
  beast::flat_buffer buffer_;
  std::atomic<bool> was_trusted_ = false;
  std::atomic<Clock::rep> yields_since_ = Clock::now().time_since_epoch().count();

  // Of the request under way:
  bool is_answering_ = false, is_last_ = false, is_trusted_ = false;
  bool is_head_ = false, keeps_alive_ = false, is_chunked_ = false;
  unsigned version_ = 11;
  std::optional<Parser> parser_;
  Request request_;
  std::size_t most_body_ = 0, paced_bytes_ = 0;
  ByteBudget::Share body_share_;

  // Of its answer:
  std::optional<WholeAnswer> whole_;
  std::optional<http::response_serializer<http::string_body>> whole_writer_;
  std::optional<AnswerHead> piece_head_;
  std::optional<http::response_serializer<http::empty_body>> piece_head_writer_;
  std::shared_ptr<BodySource> source_;
  std::string piece_;
  std::size_t sent_of_piece_ = 0;
  std::shared_ptr<EventQueue> events_;
  bool is_sending_ = false;
  std::array<char, 4096> unheard_ = {};
};

}  // namespace

void serve_client(tcp::socket socket, const ConnectionSurroundings& surroundings) {
  const auto connection = std::make_shared<BeastConnection>(std::move(socket), surroundings);
  surroundings.table.add(connection);
  connection->start();
}

}  // namespace panet::serve
