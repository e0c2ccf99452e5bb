// Compiled: FEEL that is evaluated often, over mappings of Python.
#pragma once

#include "names.hpp"
#include "type_text.hpp"

#include <string>
#include <utility>

namespace reglament::python {

/// A feel::named_program or feel::named_decision with the names that it reads. The GIL is free while it computes.
template <class Named>
class compiled {
public:
    explicit compiled(Named code) : code_{std::move(code)}, reads_{code_.code().reads(), code_.names()} {}

    [[nodiscard]] const Named& named() const noexcept { return code_; }
    [[nodiscard]] const read_names& reads() const noexcept { return reads_; }
    [[nodiscard]] std::string result_type() const { return type_text(code_.code().result_type()); }

    [[nodiscard]] py::object evaluate(const py::object& names, const py::object& now, const py::object& zone) const {
        return from_value(run(names, now, zone, [this](const auto&... with) { return code_.evaluate(with...); }));
    }

    /// The value, and why it or a part of it is null.
    [[nodiscard]] py::tuple explain(const py::object& names, const py::object& now, const py::object& zone,
                                    const std::string& lang) const {
        issues found;
        const auto result = run(names, now, zone, [&](const auto&... with) { return code_.evaluate(with..., &found); });
        return py::make_tuple(from_value(result), from_issues(found, to_language(lang)));
    }

    /// What `f` gives for a context and options, without the GIL.
    template <class F>
    [[nodiscard]] auto run(const py::object& names, const py::object& now, const py::object& zone, const F& f) const {
        const auto known = reads_.values_of(names);
        const auto how = options_of(now, zone);
        const py::gil_scoped_release others_may_run;
        return f(known, how);
    }

private:
    Named code_;
    read_names reads_;
};

}  // namespace reglament::python
