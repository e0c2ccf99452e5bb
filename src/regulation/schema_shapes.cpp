#include "regulation/schema_shapes.hpp"

namespace reglament {

namespace {

using enum context_of;

constexpr key_shape shapes[] = {
    {document, "regulation, vocabulary, scenario, migration, people, statement, script, questionnaire", "text"},

    {regulation, "regulation, title, version, subject, owner", "text"},
    {regulation, "priority", "priority"},
    {regulation, "resources", "names"},
    {regulation, "input", "start"},
    {regulation, "output", "outputs"},
    {regulation, "steps", "steps"},
    {regulation, "on", "handlers"},
    {regulation, "running", "running-word"},
    {regulation, "pilot", "pilot"},
    {regulation, "control", "control"},

    {input, "event, silent, schedule, again after, at most", "text"},
    {input, "date, as soon as, if", "condition"},
    {input, "by call, yearly, once", "yes-no"},
    {input, "for, before, after", "period"},
    {input, "since", "since-word"},
    {input, "at", "text"},
    {input, "data", "types"},
    {input, "existing", "existing-word"},
    {input, "observe", "observed"},

    {output, "title, when, emit", "text"},
    {output, "if, stop when", "condition"},
    {output, "data", "expressions"},

    {step, "task, emit, output, goto, id, for each, block, decide, table, file, call, run, assign, alone", "text"},
    {step, "if, wait until, for, to, while, until, times", "condition"},
    {step, "switch", "condition?"},
    {step, "compensate", "nothing"},
    {step, "then, else, on failure, on timeout", "block"},
    {step, "cases", "cases"},
    {step, "listen", "listened"},
    {step, "wait, within", "period"},
    {step, "fork, either", "ways"},
    {step, "repeat, steps, undo", "steps"},
    {step, "set, data", "expressions"},
    {step, "retry", "retry"},
    {step, "on", "handlers"},
    {step, "heard before, at once", "yes-no"},
    {step, "join", "join"},
    {step, "others", "others-word"},
    {step, "at most", "count"},
    {step, "in", "list"},
    {step, "observe", "observed"},

    {task, "do, by, contact, script, questionnaire", "text"},
    {task, "optional", "yes-no"},
    {task, "within, norm", "period"},
    {task, "form", "types"},
    {task, "resources", "names"},
    {task, "if not allowed", "refused-word"},
    {task, "on late", "ladder"},
    {task, "on no answer", "no-answer"},

    {no_answer, "retry after", "period"},
    {no_answer, "at most", "count"},
    {no_answer, "then", "block"},

    {late, "after", "period"},
    {late, "escalate", "text"},
    {late, "then", "block"},

    {retry, "at most", "count"},
    {retry, "after", "period"},
    {retry, "back off", "text"},

    {switch_case, "when", "condition"},
    {switch_case, "then", "block?"},

    {handler, "event", "text"},
    {handler, "if", "condition"},
    {handler, "then", "block"},
    {handler, "interrupting", "yes-no"},

    {vocabulary, "vocabulary, title, version", "text"},
    {vocabulary, "calendar", "calendar"},
    {vocabulary, "calendars", "calendars"},
    {vocabulary, "subjects", "subjects"},
    {vocabulary, "events", "events"},
    {vocabulary, "facts", "facts"},
    {vocabulary, "segments", "segments"},
    {vocabulary, "roles", "roles"},
    {vocabulary, "actions", "actions"},
    {vocabulary, "resources", "names"},
    {vocabulary, "channels", "channels"},
    {vocabulary, "contact policy", "contact-policy"},

    {event, "title, subject, contact", "text"},
    {event, "data", "types"},
    {event, "if late", "late-word"},

    {action, "title", "text"},
    {action, "data, result", "types"},

    {fact, "title, subject, by", "text"},
    {fact, "type", "type"},
    {fact, "from, count, sum, average, min, max, first, last, distinct, complete, missing", "names"},
    {fact, "initial", "value"},
    {fact, "if, formula", "condition"},
    {fact, "over, fresh for", "period"},

    {segment, "title, declared, recomputed", "text"},
    {segment, "by, if", "condition"},
    {segment, "classes", "expressions"},
    {segment, "into", "count"},
    {segment, "share of", "share-word"},
    {segment, "best", "best-word"},
    {segment, "on the cut", "cut-word"},
    {segment, "ties", "tie-word"},

    {role, "title, person, calendar, otherwise", "text"},
    {role, "by", "choice-word"},
    {role, "skill", "condition"},
    {role, "keeps tasks", "yes-no"},

    {calendar, "zone, like", "text"},
    {calendar, "week, breaks, holidays, working days", "names"},
    {calendar, "hours, short days", "hours"},

    {channel, "title", "text"},

    {contact_policy, "limits", "limits"},
    {contact_policy, "quiet hours, zone", "text"},
    {contact_policy, "if not allowed", "refused-word"},

    {contact_limit, "at most, channel", "text"},

    {subject, "title, key, parent", "text"},

    {scenario, "scenario, regulation, client, at", "text"},
    {scenario, "given", "values"},
    {scenario, "steps", "scenario-steps"},

    {scenario_step, "event, done, no answer, skipped, answered, failed, error, at, client, regulation", "text"},
    {scenario_step, "claimed, returned, handed on, person, to, reason", "text"},
    {scenario_step, "final", "yes-no"},
    {scenario_step, "facts, data, form, result", "values"},
    {scenario_step, "after", "period"},
    {scenario_step, "expect", "expected"},

    {pilot, "clients", "names"},
    {pilot, "share", "text"},

    {migration, "migration, to", "text"},
    {migration, "from", "names"},
    {migration, "map", "expressions"},
    {migration, "removed", "removed-word"},
    {migration, "deadlines", "deadlines-word"},

    {statement, "statement, title, version, for, subject, from", "text"},
    {statement, "closes", "period"},
    {statement, "never for", "names"},
    {statement, "lines", "statement-lines"},

    {statement_line, "title, back, by, owner, table", "text"},
    {statement_line, "event, tasks", "names"},
    {statement_line, "figure, if, amount, share, each, pay, round", "condition"},
    {statement_line, "split", "expressions"},

    {script, "script, questionnaire, title, version", "text"},
    {script, "form", "types"},
    {script, "lines", "script-lines"},
    {script, "questions", "questions"},
    {question, "type", "type"},
    {question, "say, hint", "text"},
    {script_line, "say, hint, ask, next", "text"},
    {script_line, "replies", "script-replies"},
    {script_line, "fill", "values"},
    {script_reply, "fill", "values"},
    {script_reply, "next", "text"},

    {people, "people, title", "text"},
    {people, "persons", "persons"},

    {person, "title, calendar", "text"},
    {person, "roles, skills, substitutes", "names"},
    {person, "shifts", "shifts"},
    {person, "absent", "absences"},

    {absence, "from, to, reason", "text"},

    {observation, "activity, lifecycle, no answer", "names"},
    {observation, "missing", "cost"},

    {control, "missing, extra, condition", "cost"},
    {control, "lifecycle, ignore, accept missing, accept extra", "names"},

    {expectation, "task, call, do, by, person, due, output, event, stuck", "text"},
    {expectation, "attempt", "count"},
    {expectation, "late", "yes-no"},
    {expectation, "data, facts", "values"},
    {expectation, "started", "yes-no?"},
    {expectation, "not started", "refusal-word?"},
    {expectation, "not", "expected"},
};

// `listen` may have an `if`, and `compensate` a `block`: these go before what is told by those keys.
constexpr step_shape steps[] = {
    {"task",
     "id, do, by, within, norm, form, resources, on late, on no answer, contact, if not allowed, optional, observe, "
     "undo, script, questionnaire"},
    {"listen", "if, within, on timeout, heard before, join, observe, id"},
    {"if", "then, else, id"},
    {"switch", "cases, else, id"},
    {"wait", "observe, id"},
    {"wait until", "within, on timeout, id"},
    {"emit", "to, data, undo, observe, id"},
    {"output", "id"},
    {"goto", "id"},
    {"fork", "join, others, within, on timeout, id"},
    {"either", "within, on timeout, id"},
    {"repeat", "while, until, times, at most, id"},
    {"for each", "in, steps, at once, join, others, within, on timeout, id"},
    {"set", "undo, id"},
    {"compensate", "block, id"},
    {"block", "steps, on, alone, id"},
    {"decide", "table, file, else, id"},
    {"call", "do, data, within, retry, on failure, on timeout, undo, observe, id"},
    {"run", "for, data, join, within, on failure, on timeout, observe, id"},
    {"assign", "to, undo, id"},
};

}  // namespace

std::span<const key_shape> key_shapes() noexcept {
    return shapes;
}

std::span<const step_shape> step_shapes() noexcept {
    return steps;
}

// In the order of context_of, whose first are the contexts of keys; those of statements and scripts are the last.
std::string_view definition_of(context_of where) noexcept {
    static constexpr std::string_view names[]{
        "document", "regulation",  "input",         "output",     "step",       "task",           "no-answer",
        "late",     "retry",       "case",          "handler",    "vocabulary", "event",          "action",
        "fact",     "segment",     "role",          "calendar",   "channel",    "contact-policy", "contact-limit",
        "subject",  "scenario",    "scenario-step", "pilot",      "migration",  "people",         "person",
        "absence",  "observation", "control",       "expectation"};
    static_assert(std::size(names) == static_cast<std::size_t>(context_of::expectation) + 1);
    static constexpr std::string_view of_documents[]{"statement", "statement-line", "script",
                                                     "question",  "script-line",    "script-reply"};
    const auto at = static_cast<std::size_t>(where);
    if (at < std::size(names)) return names[at];
    const std::size_t behind = at - static_cast<std::size_t>(context_of::statement);
    return where >= context_of::statement && behind < std::size(of_documents) ? of_documents[behind]
                                                                              : std::string_view{};
}

}  // namespace reglament
