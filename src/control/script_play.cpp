#include <reglament/control/drill.hpp>
#include <reglament/control/script_play.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace reglament {

namespace {

std::string shown(const feel::value& v, language lang) {
    if (v.kind() == feel::value_kind::string) return std::string{v.as_string()};
    if (v.kind() != feel::value_kind::boolean) return feel::to_string(v);
    const bool ru = lang == language::ru;
    return v.as_boolean() ? (ru ? "да" : "yes") : (ru ? "нет" : "no");
}

std::vector<feel::value> values_of(const feel::type& t) {
    if (t.kind == feel::type_kind::boolean) return {feel::value{true}, feel::value{false}};
    return {t.values.begin(), t.values.end()};
}

std::uint16_t reply_with(const script_line& line, const feel::value& answer) {
    for (std::size_t r = 0; r < line.replies.size(); ++r) {
        const auto& fills = line.replies[r].fills;
        if (!fills.empty() && fills.front().value == answer) return static_cast<std::uint16_t>(r);
    }
    return script_turn::other;
}

// Of a question whose answers are its replies, the values of its field.
std::vector<script_choice> values_as_choices(const script& of, std::uint16_t at, language lang) {
    const script_line& line = of.lines[at];
    std::vector<script_choice> out;
    for (feel::value& v : values_of(of.form[line.field].type)) {
        std::string words = shown(v, lang);
        const std::uint16_t reply = reply_with(line, v);
        if (reply == script_turn::other && line.to == script_nowhere) continue;
        if (reply != script_turn::other) words = line.replies[reply].words.value;
        out.push_back({std::move(words), {at, reply, std::move(v)}});
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::optional<std::size_t> number_in(std::string_view text) {
    std::size_t n = 0;
    const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    return error == std::errc{} && at == text.data() + text.size() ? std::optional{n} : std::nullopt;
}

}  // namespace

std::vector<script_choice> choices_of(const script& of, std::size_t line, language lang) {
    const auto at = static_cast<std::uint16_t>(line);
    const script_line& here = of.lines[line];
    if (here.asks()) return values_as_choices(of, at, lang);
    std::vector<script_choice> out;
    for (std::uint16_t r = 0; r < here.replies.size(); ++r) out.push_back({here.replies[r].words.value, {at, r, {}}});
    if (here.to != script_nowhere) out.push_back({{}, {at, script_turn::other, {}}});
    return out;
}

std::uint16_t next_of(const script& of, const script_turn& turn) noexcept {
    const script_line& line = of.lines[turn.line];
    return turn.reply == script_turn::other ? line.to : line.replies[turn.reply].to;
}

script_play::script_play(std::shared_ptr<const script> of, feel::zone zone) : of_{std::move(of)}, zone_{zone} {}

std::vector<script_choice> script_play::choices(language lang) const {
    return choices_of(*of_, line_, lang);
}

const attribute* script_play::asked() const noexcept {
    return over() || !line().asks() ? nullptr : &of_->form[line().field];
}

bool script_play::answer(std::string_view typed) {
    if (over()) return false;
    const std::string_view text = trimmed(typed);
    const std::vector<script_choice> all = choices();
    const attribute* const field = asked();
    if (text.empty()) {
        const bool on = field != nullptr ? field->optional && line().to != script_nowhere
                                         : !all.empty() && all.back().words.empty();
        return on && take({line_, script_turn::other, {}});
    }
    const std::string words = normal_name(text);
    const auto named = std::find_if(all.begin(), all.end(), [&](const script_choice& c) { return c.words == words; });
    if (named != all.end()) return take(named->turn);
    if (const auto n = number_in(text); n && *n >= 1 && *n <= all.size()) return take(all[*n - 1].turn);
    if (field == nullptr) return false;
    auto value = typed_answer(text, field->type, zone_);
    if (!value || value->is_null()) return false;
    if (all.empty()) return take({line_, script_turn::other, std::move(*value)});
    const auto same = std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.turn.answer == *value; });
    return same != all.end() && take(same->turn);
}

void script_play::choose(std::size_t choice) {
    (void)take(choices()[choice].turn);
}

bool script_play::take(const script_turn& turn) {
    if (over() || turn.line != line_) return false;
    if (turn.reply != script_turn::other && turn.reply >= line().replies.size()) return false;
    const std::uint16_t to = next_of(*of_, turn);
    if (to == script_nowhere) return false;
    talk_.push_back(turn);
    line_ = to;
    return true;
}

bool script_play::back() {
    if (talk_.empty()) return false;
    line_ = talk_.back().line;
    talk_.pop_back();
    return true;
}

feel::context form_of(const script& of, std::span<const script_turn> talk) {
    std::vector<feel::value> values(of.form.size());
    const auto fill = [&](const std::vector<script_fill>& all) {
        for (const script_fill& f : all) values[f.field] = f.value;
    };
    for (const script_turn& t : talk) {
        const script_line& said = of.lines[t.line];
        fill(said.fills);
        if (said.asks() && !t.answer.is_null()) values[said.field] = t.answer;
        if (t.reply != script_turn::other) fill(said.replies[t.reply].fills);
    }
    feel::context out;
    for (std::size_t f = 0; f < values.size(); ++f)
        if (!values[f].is_null()) out.emplace_back(of.form[f].name.value, std::move(values[f]));
    return out;
}

}  // namespace reglament
