#include "feel.hpp"

#include "columns.hpp"
#include "compiled.hpp"
#include "results.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

namespace {

// --- Expressions ---

using expression = compiled<feel::named_program>;

py::object to_python(const feel::value& v) {
    return from_value(v);
}
py::object to_python(const std::string& text) {
    return py::str{text};
}

/// A context of every name, for a text that is compiled for just these.
feel::value context_of(const py::object& names) {
    feel::value known = names.is_none() ? feel::value{feel::context{}} : to_feel(names);
    if (known.kind() != feel::value_kind::context)
        throw py::type_error("the context must be a mapping of names to values");
    return known;
}

/// What `f` gives for a text compiled for just the names of a context, the issues, and, when there is no program, what
/// is wrong as text. `f` runs without the GIL.
template <class F>
py::tuple once(const std::string& text, const py::object& names, const py::object& now, const py::object& zone,
               bool regulation, const std::string& lang, const F& f) {
    const auto how = options_of(now, zone);
    const auto language = to_language(lang);
    const feel::value known = context_of(names);
    issues found;
    decltype(f(feel::named_program{}, known.as_context(), how, found)) result{};
    std::string wrong;
    {
        const py::gil_scoped_release others_may_run;
        const auto code = feel::named_program::compile(text, type_of(known).members, found, {.regulation = regulation});
        if (code)
            result = f(code, known.as_context(), how, found);
        else
            wrong = render(found, language);
    }
    return py::make_tuple(to_python(result), from_issues(found, language), wrong);
}

py::tuple evaluate(const std::string& text, const py::object& names, const py::object& now, const py::object& zone,
                   bool regulation, const std::string& lang) {
    return once(text, names, now, zone, regulation, lang,
                [](const auto& code, const auto& known, const auto& how, issues& found) {
                    return code.evaluate(known, how, &found);
                });
}

py::tuple why(const std::string& text, const py::object& names, const py::object& now, const py::object& zone,
              bool regulation, const std::string& lang) {
    return once(text, names, now, zone, regulation, lang,
                [&](const auto& code, const auto& known, const auto& how, const issues&) {
                    return to_string(code.explain(known, how), to_language(lang));
                });
}

py::tuple compile(const std::string& text, const names_and_types& names, bool regulation, const std::string& lang) {
    issues found;
    auto code = feel::named_program::compile(text, types_of(names), found, {.regulation = regulation});
    const auto language = to_language(lang);
    const auto rows = from_issues(found, language);
    if (!code) return py::make_tuple(py::none(), rows, render(found, language));
    return py::make_tuple(expression{std::move(code)}, rows, "");
}

std::string why_compiled(const expression& self, const py::object& names, const py::object& now, const py::object& zone,
                         const std::string& lang) {
    const auto language = to_language(lang);
    return self.run(names, now, zone,
                    [&](const auto&... with) { return to_string(self.named().explain(with...), language); });
}

// --- Columns ---

/// Rows of values for a program, some at a time.
class row_reader {
public:
    static constexpr std::size_t most = 64;

    row_reader(const expression& e, const py::object& data)
        : slots_{e.reads().slots()}, width_{std::max<std::size_t>(e.named().names().size(), 1)} {
        for (const auto& key : e.reads().keys()) {
            columns_.push_back(read_column(data[key]));
            fit(columns_.back()->size(), key);
        }
        if (!rows_) rows_ = size_of_any(data);
        values_.resize(most * width_);
    }

    [[nodiscard]] std::size_t rows() const noexcept { return *rows_; }

    /// Reads the rows from `first` on; how many they are.
    std::size_t read(std::size_t first) {
        const std::size_t count = std::min(most, *rows_ - first);
        for (std::size_t k = 0; k != columns_.size(); ++k) {
            if (first != 0 && !columns_[k]->size()) continue;  // it is there from the first time
            columns_[k]->read(first, count, values_.data() + slots_[k], width_);
        }
        return count;
    }

    /// All columns as FEEL has them; nothing when one of them is of another form.
    [[nodiscard]] std::optional<std::vector<feel::column>> plain() const {
        std::vector<feel::column> all;
        for (std::size_t k = 0; k != columns_.size(); ++k) {
            auto c = columns_[k]->plain();
            if (!c) return std::nullopt;
            c->where = {0, slots_[k]};
            all.push_back(std::move(*c));
        }
        return all;
    }

    [[nodiscard]] const feel::value* row(std::size_t k) const noexcept { return values_.data() + k * width_; }

private:
    void fit(std::optional<std::size_t> size, const py::str& name) {
        if (!size) return;
        if (rows_ && *rows_ != *size)
            throw py::value_error("column '" + name.cast<std::string>() + "' has " + std::to_string(*size) +
                                  " rows, those before it " + std::to_string(*rows_));
        rows_ = size;
    }

    // No name is read as a column: whatever column there is says how many rows.
    static std::size_t size_of_any(const py::object& data) {
        if (py::hasattr(data, "keys")) {
            for (const auto& name : data.attr("keys")()) {
                const py::object item = data[name];
                if (!py::isinstance<py::str>(item) && py::hasattr(item, "__len__")) return py::len(item);
            }
        }
        if (py::hasattr(data, "num_rows")) return data.attr("num_rows").cast<std::size_t>();
        if (!py::isinstance<py::dict>(data) && py::hasattr(data, "__len__")) return py::len(data);
        throw py::value_error("no column says how many rows there are");
    }

    const std::vector<std::uint32_t>& slots_;
    std::size_t width_;
    std::vector<std::unique_ptr<column>> columns_;
    std::optional<std::size_t> rows_;
    std::vector<feel::value> values_;
};

/// Lets Ctrl-C end a long call that does not hold the GIL.
class interruption {
public:
    void check() {
        const auto now = std::chrono::steady_clock::now();
        if (now < next_) return;
        next_ = now + std::chrono::milliseconds{100};
        const py::gil_scoped_acquire held;
        if (PyErr_CheckSignals() != 0) throw py::error_already_set{};
    }

private:
    std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now() + std::chrono::milliseconds{100};
};

template <class Row>
void for_rows(row_reader& in, const feel::evaluate_options& how, const Row& each) {
    const py::gil_scoped_release others_may_run;
    feel::frame f;
    f.now = how.now;
    f.zone = how.zone;
    f.max_steps = how.max_steps;
    interruption asked;
    for (std::size_t first = 0; first < in.rows(); first += row_reader::most) {
        const std::size_t count = in.read(first);
        for (std::size_t k = 0; k != count; ++k) {
            f.bank[0] = in.row(k);
            each(first + k, f);
        }
        asked.check();
    }
}

// Rows from `first` on.
feel::column part_of(const feel::column& whole, std::size_t first, std::size_t count) {
    feel::column part = whole;
    part.valid.offset += first;
    const auto cut = [&](auto& rows) { rows = rows.subspan(first, count); };
    std::visit(
        [&]<class Rows>(Rows& rows) {
            if constexpr (std::same_as<Rows, feel::value>)
                return;
            else if constexpr (std::same_as<Rows, feel::boolean_rows>)
                cut(rows.bytes);
            else if constexpr (std::same_as<Rows, feel::date_rows>)
                cut(rows.days);
            else if constexpr (std::same_as<Rows, feel::dictionary_rows>)
                cut(rows.codes);
            else
                cut(rows);
        },
        part.rows);
    return part;
}

// So many at a time that Ctrl-C is heard.
std::vector<feel::truth> test_plain(const feel::program& code, const std::vector<feel::column>& columns,
                                    std::size_t rows, const feel::evaluate_options& how) {
    constexpr std::size_t most = 1 << 18;
    const py::gil_scoped_release others_may_run;
    feel::column_options options;
    options.rest.now = how.now;
    options.rest.zone = how.zone;
    options.rest.max_steps = how.max_steps;
    std::vector<feel::truth> truths(rows);
    interruption asked;
    for (std::size_t first = 0; first < rows; first += most) {
        const std::size_t count = std::min(most, rows - first);
        std::vector<feel::column> part;
        for (const auto& c : columns) part.push_back(part_of(c, first, count));
        feel::test_rows(code, part, std::span{truths}.subspan(first, count), options);
        asked.check();
    }
    return truths;
}

results_handle evaluate_columns(const expression& self, const py::object& data, const py::object& now,
                                const py::object& zone) {
    row_reader in{self, data};
    const auto how = options_of(now, zone);
    const auto& code = self.named().code();
    if (code.result_type().kind == feel::type_kind::boolean) {
        if (const auto plain = in.plain())
            return {std::make_shared<const results>(test_plain(code, *plain, in.rows(), how))};
        std::vector<feel::truth> truths(in.rows());
        for_rows(in, how, [&](std::size_t row, const feel::frame& f) { truths[row] = code.test(f); });
        return {std::make_shared<const results>(std::move(truths))};
    }
    std::vector<feel::value> values(in.rows());
    for_rows(in, how, [&](std::size_t row, const feel::frame& f) { values[row] = code.evaluate(f); });
    return {std::make_shared<const results>(std::move(values), code.result_type().kind)};
}

}  // namespace

void define_feel(py::module_& m) {
    py::class_<function_handle>(m, "Function").def("__repr__", [](const function_handle& self) {
        return "<" + feel::to_string(self.function) + ">";
    });
    py::class_<expression>(m, "Expression")
        .def("evaluate", &expression::evaluate)
        .def("explain", &expression::explain)
        .def("why", &why_compiled)
        .def("columns", &evaluate_columns)
        .def("result_type", &expression::result_type);
    m.def("evaluate", &evaluate);
    m.def("why", &why);
    m.def("compile", &compile);
    define_results(m);
}

}  // namespace reglament::python
