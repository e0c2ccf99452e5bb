// XES by several threads: cut between two traces, each piece is read as a log of its own. They are handed over in their
// order by the thread that asks. Where a cut may be none (a comment, CDATA, traces that end in another way, a piece
// that is wrong by itself), all from there on is read by one reader, as if nobody had cut: what is wrong is told only
// by it.
#include "log/case_readers.hpp"
#include "log/xes_reader.hpp"

#include <reglament/log/kept_log.hpp>

#include <algorithm>
#include <deque>
#include <future>
#include <memory>
#include <system_error>
#include <thread>
#include <unordered_set>

namespace reglament::log_detail {

namespace {

constexpr std::size_t piece_size = 1u << 19;
constexpr std::size_t longest_piece = 1u << 23;  // of traces that are longer than a piece
constexpr std::size_t most_in_flight = 1u << 23;
constexpr unsigned most_threads = 16;
constexpr std::size_t most_names = 500'000;  // of traces that are remembered, to tell repeated ones
constexpr std::string_view trace_end = "</trace>";

// Where the first trace begins, when all before it is as it should be and in UTF-8.
class scout {
public:
    static std::size_t first_trace(std::string_view head) {
        scout s;
        XML_Parse(s.parser_, head.data(), static_cast<int>(head.size()), 0);
        const bool as_bytes = head.substr(std::min(s.found_, head.size())).starts_with("<trace");  // and not in UTF-16
        return as_bytes ? s.found_ : std::string_view::npos;
    }
    scout(const scout&) = delete;
    scout& operator=(const scout&) = delete;

private:
    scout() : parser_{XML_ParserCreate(nullptr)} {
        if (parser_ == nullptr) throw std::bad_alloc{};
        XML_SetUserData(parser_, this);
        XML_SetElementHandler(parser_, &scout::on_start, &scout::on_end);
        XML_SetXmlDeclHandler(parser_, &scout::on_declaration);
        XML_SetStartDoctypeDeclHandler(parser_, &scout::on_doctype);
    }
    ~scout() { XML_ParserFree(parser_); }

    static scout& self(void* user) { return *static_cast<scout*>(user); }
    static void XMLCALL on_start(void* user, const XML_Char* name, const XML_Char**) {
        scout& s = self(user);
        ++s.depth_;
        const std::string_view is = name;
        if (s.depth_ == 1 ? is == "log" : s.depth_ > 2 || is != "trace") return;
        if (s.depth_ == 2) s.found_ = static_cast<std::size_t>(XML_GetCurrentByteIndex(s.parser_));
        XML_StopParser(s.parser_, XML_FALSE);
    }
    static void XMLCALL on_end(void* user, const XML_Char*) { --self(user).depth_; }
    static void XMLCALL on_doctype(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        XML_StopParser(self(user).parser_, XML_FALSE);
    }
    static void XMLCALL on_declaration(void* user, const XML_Char*, const XML_Char* encoding, int) {
        std::string said = encoding == nullptr ? "UTF-8" : encoding;
        std::transform(said.begin(), said.end(), said.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
        if (said != "UTF-8") XML_StopParser(self(user).parser_, XML_FALSE);
    }

    XML_Parser parser_;
    std::size_t depth_ = 0, found_ = std::string_view::npos;
};

// Some traces, read apart.
struct piece {
    piece(std::string t, std::uint64_t l, const case_log_options& how)
        : text{std::move(t)}, line{l}, read{how.values} {}

    void work(const std::string& name, const case_log_options& how) {
        const case_sink keep = [&](const observed_case& c) { good = read.add(c) && good; };
        xes_reader reader{{name, how, told, found, keep}, line};
        good = reader.feed("<log>") && reader.feed(text) && reader.feed("</log>", true) && good;
    }

    std::string text;
    std::uint64_t line;
    kept_log read;
    case_log_summary told;
    issues found;
    bool good = true;
    std::future<void> done;  // the last: whoever lets go of a piece waits for its thread
};

class xes_pieces {
public:
    explicit xes_pieces(case_input& in)
        : in_{in},
          take_{[this](const observed_case& c) { take(c); }},
          out_{in.name, in.how, in.told, in.found, take_} {}

    bool read() {
        const unsigned asked = in_.how.threads != 0 ? in_.how.threads : std::thread::hardware_concurrency();
        const std::size_t threads = std::min(std::max(asked, 1u), most_threads);
        const bool wide = in_.head.starts_with("\xFF\xFE") || in_.head.starts_with("\xFE\xFF");
        const std::size_t first = wide || threads < 2 || in_.how.line_length < piece_size
                                      ? std::string_view::npos
                                      : scout::first_trace(in_.head);
        text_.swap(in_.head);
        if (first == std::string_view::npos || !fill(piece_size)) {
            xes_reader whole{out_};
            if (!whole.feed(text_)) return false;
            if (in_.bytes.good()) return whole.feed(in_.bytes);
            in_.found.append(unread_);
            return false;
        }
        xes_reader frame{out_};
        if (!frame.feed(std::string_view{text_}.substr(0, first))) return false;
        line_ += lines(std::string_view{text_}.substr(0, first));
        const std::uint64_t before = line_;
        text_.erase(0, first);
        while (cut()) {
            while (pending_.size() >= threads || (in_flight_ > most_in_flight && !pending_.empty())) {
                if (!hand_over_first()) return go_on_alone();
            }
        }
        while (!pending_.empty()) {
            if (!hand_over_first()) return go_on_alone();
        }
        if (!ended_ || text_.find("<trace") != std::string::npos) return go_on_alone();
        frame.skip_lines(line_ - before);
        return frame.feed(text_, true);
    }

private:
    // As the parser counts them: also behind a CR that no LF follows.
    static std::uint64_t lines(std::string_view text) {
        std::uint64_t n = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
        for (auto at = text.find('\r'); at != text.npos; at = text.find('\r', at + 1))
            n += text.substr(at + 1).starts_with('\n') ? 0 : 1;
        return n;
    }

    void take(const observed_case& c) {
        if (!c.id.empty() && names_.size() < most_names)
            in_.told.repeated_cases += names_.insert(std::hash<std::string_view>{}(c.id)).second ? 0 : 1;
        hand_over(in_, c);
    }

    // As much text as that. False: it has come to its end.
    bool fill(std::size_t size) {
        std::size_t have = text_.size();
        if (have >= size) return true;
        text_.resize(size);
        while (have < size) {
            const std::size_t n = in_.bytes.read(text_.data() + have, size - have, unread_);
            if (n == 0) break;
            have += n;
        }
        text_.resize(have);
        if (in_.how.progress && have == size) in_.how.progress(in_.bytes.done(), in_.bytes.total());
        return have == size;
    }

    // The next piece, given to a thread. False: there is none, because the text has ended, or it is not to be cut.
    bool cut() {
        for (std::size_t size = piece_size; size <= longest_piece && !ended_; size *= 2) {
            ended_ = !fill(size) && in_.bytes.good();
            if (!in_.bytes.good()) return false;
            if (!may_be_cut()) return ended_ = false;
            const std::size_t last = text_.rfind(trace_end);
            if (last == std::string::npos) continue;
            launch(last + trace_end.size());
            return true;
        }
        return false;
    }

    // Neither comments nor CDATA nor instructions, in which the end of a trace would be none.
    bool may_be_cut() {
        const std::string_view fresh = std::string_view{text_}.substr(clean_ == 0 ? 0 : clean_ - 1);
        clean_ = text_.size();
        return fresh.find("<!") == std::string_view::npos && fresh.find("<?") == std::string_view::npos;
    }

    void launch(std::size_t size) {
        std::string rest = text_.substr(size);
        text_.resize(size);
        piece& next = *pending_.emplace_back(std::make_unique<piece>(std::move(text_), line_, in_.how));
        text_ = std::move(rest);
        clean_ = text_.size();
        line_ += lines(next.text);
        in_flight_ += next.text.size();
        const auto work = [this, &next] { next.work(in_.name, in_.how); };
        try {
            next.done = std::async(std::launch::async, work);
        } catch (const std::system_error&) {  // no more threads are to be had
            next.done = std::async(std::launch::deferred, work);
        }
    }

    // False: it is wrong, and is read anew.
    bool hand_over_first() {
        piece& first = *pending_.front();
        first.done.get();
        if (!first.good) return false;
        for (const bad_line& b : first.told.bad) add_bad(in_.told, b);
        in_.told.bad_count += first.told.bad_count - first.told.bad.size();
        first.read.each(take_);
        in_flight_ -= first.text.size();
        pending_.pop_front();
        return true;
    }

    bool go_on_alone() {
        const std::uint64_t line = pending_.empty() ? line_ : pending_.front()->line;
        xes_reader rest{out_, line};
        bool good = rest.feed("<log>");
        for (; good && !pending_.empty(); pending_.pop_front()) good = rest.feed(pending_.front()->text);
        if (!good || !rest.feed(text_)) return false;
        if (in_.bytes.good()) return rest.feed(in_.bytes);
        in_.found.append(unread_);  // told in its turn, behind what was wrong before
        return false;
    }

    case_input& in_;
    const case_sink take_;
    const xes_output out_;
    std::unordered_set<std::size_t> names_;
    issues unread_;          // why no more can be read
    std::string text_;       // read, and given to nobody yet
    std::size_t clean_ = 0;  // of it, known to have nothing in which it may not be cut
    std::uint64_t line_ = 1;
    bool ended_ = false;
    std::size_t in_flight_ = 0;  // bytes of text
    std::deque<std::unique_ptr<piece>> pending_;
};

}  // namespace

bool read_xes(case_input& in) {
    return xes_pieces{in}.read();
}

}  // namespace reglament::log_detail
