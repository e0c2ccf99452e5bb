#include "cli/talk.hpp"

#include <algorithm>
#include <ostream>

namespace reglament::cli {

namespace {

// Each of its lines behind the same mark.
void speak(std::ostream& out, const std::string& text, std::string_view mark) {
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        out << "  " << mark << text.substr(at, end - at) << "\n";
        at = end + 1;
    }
}

}  // namespace

bool talk::client_says(const feel::context& form) {
    const script_talks known = talks_of(play_.of(), form, 1);
    if (!known.all.empty()) guide_ = known.all.front();
    return !known.all.empty();
}

bool talk::go() {
    while (!play_.over() && !ended_ && !nobody_) {
        show();
        if (two_ && !client_answers()) break;
        tell_client();
        while (!ended_ && !answer()) {
        }
    }
    return !ended_ && !nobody_;
}

void talk::show() const {
    const script_line& line = play_.line();
    out_ << "\n";
    speak(out_, line.say, "» ");
    if (!line.hint.empty()) speak(out_, line.hint, s_.say("(hint) ", "(подсказка) "));
    const auto all = play_.choices(s_.lang);
    if (all.size() == 1 && all.front().words.empty()) return;
    for (std::size_t i = 0; i < all.size(); ++i)
        out_ << padded("    " + std::to_string(i + 1), 7)
             << (all[i].words.empty() ? s_.say("anything else", "любой другой ответ") : all[i].words) << "\n";
}

std::string talk::question() const {
    const attribute* const field = play_.asked();
    const auto all = play_.choices();
    if (!all.empty())
        return all.size() == 1 && all.front().words.empty() ? s_.say("  (Enter)", "  (Enter)")
                                                            : s_.say("  The answer?", "  Ответ?");
    return "  " + field->name.value + " (" + to_string(field->type, s_.lang) + ")";
}

std::string talk::words_of(const script_turn& turn) const {
    for (const script_choice& c : choices_of(play_.of(), turn.line, s_.lang))
        if (c.turn.reply == turn.reply && c.turn.answer == turn.answer) return c.words;
    if (turn.answer.is_null()) return {};
    return turn.answer.kind() == feel::value_kind::string ? std::string{turn.answer.as_string()}
                                                          : feel::to_string(turn.answer);
}

// Of the talk that is known, as long as it goes that way, or comes back to it.
void talk::tell_client() const {
    const std::size_t at = std::min(play_.talk().size(), guide_.size());
    const auto is_here = [&](const script_turn& t) { return t.line == play_.line_number(); };
    const auto turn = std::find_if(guide_.begin() + static_cast<std::ptrdiff_t>(at), guide_.end(), is_here);
    if (turn == guide_.end()) return;
    const std::string words = words_of(*turn);
    if (!words.empty()) out_ << "  " << s_.say("Client: ", "Клиент: ") << words << "\n";
}

bool talk::client_answers() {
    script_play client{play_};
    const auto all = client.choices();
    if (all.size() == 1 && all.front().words.empty()) return client.answer({});
    for (;;) {
        const auto line =
            ask_(s_.say("  Client, the answer? (-: nobody is there)", "  Клиент, ответ? (-: никто не отвечает)"), {});
        ended_ = !line;
        if (ended_) return false;
        nobody_ = *line == "-" && play_.talk().empty();
        if (nobody_) return false;
        if (!client.answer(*line)) continue;
        told_.push_back(client.talk().back());
        return true;
    }
}

bool talk::answer() {
    feel::context words;
    for (const script_choice& c : play_.choices(s_.lang))
        if (!c.words.empty()) words.emplace_back(c.words, feel::value{});
    const auto line = ask_(question(), words);
    ended_ = !line;
    if (ended_ || play_.answer(*line)) return true;
    if ((*line == "back" || *line == "назад") && play_.back()) return true;
    const attribute* const field = play_.asked();
    out_ << "  "
         << (field != nullptr ? s_.say("It has to be: ", "Нужно: ") + to_string(field->type, s_.lang)
                              : s_.say("Answer with a number of the list", "Ответьте номером из списка"))
         << "\n";
    return false;
}

}  // namespace reglament::cli
