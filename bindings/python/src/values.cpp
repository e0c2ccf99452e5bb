#include "values.hpp"

#include <reglament/machine/state.hpp>

#include <datetime.h>
#include <pybind11/gil_safe_call_once.h>
#include <pybind11/stl.h>

#include <chrono>
#include <string_view>

namespace reglament::python {

namespace {

using namespace std::chrono;
using local_time_us = local_time<microseconds>;

constexpr int max_depth = 64;

/// The datetime C interface, imported once.
void need_datetime() {
    if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
    if (PyDateTimeAPI == nullptr) throw py::error_already_set{};
}

py::object attribute_of(const char* module, const char* name) {
    return py::module_::import(module).attr(name);
}

// Looked up once, because every number asks for it.
const py::object& decimal_type() {
    PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<py::object> found;
    return found.call_once_and_store_result([] { return attribute_of("decimal", "Decimal"); }).get_stored();
}

[[noreturn]] void refuse_naive() {
    throw py::value_error(
        "a time without a zone: give the datetime a tzinfo, write an offset (2025-03-01T10:00:00+03:00), "
        "or give the Engine a zone");
}

local_days days_of(PyObject* d) {
    return local_days{year{PyDateTime_GET_YEAR(d)} / PyDateTime_GET_MONTH(d) / PyDateTime_GET_DAY(d)};
}

local_time_us local_of(PyObject* t) {
    return days_of(t) + hours{PyDateTime_DATE_GET_HOUR(t)} + minutes{PyDateTime_DATE_GET_MINUTE(t)} +
           seconds{PyDateTime_DATE_GET_SECOND(t)} + microseconds{PyDateTime_DATE_GET_MICROSECOND(t)};
}

microseconds since_midnight(PyObject* t) {
    return hours{PyDateTime_TIME_GET_HOUR(t)} + minutes{PyDateTime_TIME_GET_MINUTE(t)} +
           seconds{PyDateTime_TIME_GET_SECOND(t)} + microseconds{PyDateTime_TIME_GET_MICROSECOND(t)};
}

/// A str as UTF-8; raises UnicodeEncodeError, a ValueError, for half of a surrogate pair.
std::string utf8_of(const py::handle& text) {
    Py_ssize_t size = 0;
    const char* const bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
    if (bytes == nullptr) throw py::error_already_set{};
    return {bytes, static_cast<std::size_t>(size)};
}

bool is_naive(const py::handle& temporal) {
    return temporal.attr("utcoffset")().is_none();
}

/// The zone of a datetime or time: by its name where the tzinfo has one (zoneinfo's `key`), else its offset.
feel::zone zone_of(const py::handle& temporal) {
    const py::object key = py::getattr(temporal.attr("tzinfo"), "key", py::none());
    const bool second_time = temporal.attr("fold").cast<int>() != 0;  // an hour that comes twice: only the offset tells
    if (py::isinstance<py::str>(key) && !second_time) {
        if (const auto named = feel::zone::find(key.cast<std::string>())) return *named;
    }
    const py::object offset = temporal.attr("utcoffset")();
    if (offset.is_none()) return {};
    return feel::zone::fixed(seconds{static_cast<std::int64_t>(offset.attr("total_seconds")().cast<double>())});
}

microseconds offset_of(PyObject* d) {
    return hours{24} * PyDateTime_DELTA_GET_DAYS(d) + seconds{PyDateTime_DELTA_GET_SECONDS(d)} +
           microseconds{PyDateTime_DELTA_GET_MICROSECONDS(d)};
}

/// Not through astimezone, which raises where UTC leaves the years 1 to 9999.
instant instant_of_aware(const py::handle& when) {
    const py::object offset = when.attr("utcoffset")();
    return instant{local_of(when.ptr()).time_since_epoch() - offset_of(offset.ptr())};
}

// How values are read.
struct reading {
    feel::zone zone;     // of naive times
    bool alone = false;  // FEEL on its own: without a zone naive times are local ones, and functions are values
};

feel::value value_of_datetime(const py::handle& when, const reading& how) {
    if (!is_naive(when)) return feel::date_time{local_of(when.ptr()), zone_of(when)};
    if (how.zone.is_none() && !how.alone) refuse_naive();
    return feel::date_time{local_of(when.ptr()), how.zone};
}

// Its microseconds do not always fit 64 bits; Python rounds down as well.
feel::time_duration duration_of(PyObject* d) {
    const auto whole = days{PyDateTime_DELTA_GET_DAYS(d)} + seconds{PyDateTime_DELTA_GET_SECONDS(d)};
    return {whole.count(), PyDateTime_DELTA_GET_MICROSECONDS(d) * 1'000};
}

feel::value number_of_text(const py::handle& object) {
    const auto text = py::str(object).cast<std::string>();
    if (const auto number = feel::number::parse(text)) return *number;
    throw py::value_error(text + " is no number that a regulation can hold");
}

feel::value number_of_int(const py::handle& object) {
    int overflow = 0;
    const long long whole = PyLong_AsLongLongAndOverflow(object.ptr(), &overflow);
    return overflow == 0 ? feel::value{feel::number{whole}} : number_of_text(object);
}

feel::value number_of_float(const py::handle& object) {
    if (const auto number = feel::number::from_double(PyFloat_AS_DOUBLE(object.ptr()))) return *number;
    throw py::value_error(py::str(object).cast<std::string>() + " is no number that a regulation can hold");
}

feel::value convert(const py::handle& object, const reading& how, int depth);

feel::value list_of(const py::handle& object, const reading& how, int depth) {
    feel::list items;
    for (const auto& item : object) items.push_back(convert(item, how, depth + 1));
    return items;
}

feel::value context_of(const py::handle& object, const reading& how, int depth) {
    feel::context entries;
    for (const auto& item : object.attr("items")()) {
        const auto pair = py::reinterpret_borrow<py::tuple>(item);
        if (!py::isinstance<py::str>(pair[0])) throw py::type_error("the keys of a mapping must be str");
        entries.emplace_back(utf8_of(pair[0]), convert(pair[1], how, depth + 1));
    }
    return entries;
}

feel::value range_of(const py::handle& object, const reading& how, int depth) {
    return feel::range{convert(object.attr("low"), how, depth + 1), convert(object.attr("high"), how, depth + 1),
                       object.attr("low_open").cast<bool>(), object.attr("high_open").cast<bool>()};
}

// numpy's numbers and truth values are not all of Python's types.
bool is_numpy_number(const py::handle& object) {
    if (!py::hasattr(object, "dtype") || !py::hasattr(object, "item")) return false;
    const auto kind = py::str(object.attr("dtype").attr("kind")).cast<std::string>();
    return kind == "b" || kind == "i" || kind == "u" || kind == "f";
}

feel::value seldom_of(const py::handle& object, const reading& how, int depth) {
    if (py::isinstance(object, attribute_of("collections.abc", "Mapping"))) return context_of(object, how, depth);
    if (py::hasattr(object, "months")) return feel::months_duration{object.attr("months").cast<std::int64_t>()};
    if (py::isinstance(object, attribute_of("reglament.values", "Range"))) return range_of(object, how, depth);
    if (how.alone && py::isinstance<function_handle>(object)) return object.cast<const function_handle&>().function;
    if (is_numpy_number(object)) return convert(object.attr("item")(), how, depth + 1);
    throw py::type_error("a value of type " + std::string{Py_TYPE(object.ptr())->tp_name} +
                         " has no counterpart in a regulation");
}

feel::value temporal_of(const py::handle& object, const reading& how, int depth) {
    PyObject* const p = object.ptr();
    if (PyDateTime_Check(p)) return value_of_datetime(object, how);
    if (PyDate_Check(p)) return feel::date{days_of(p)};
    if (PyTime_Check(p))
        return feel::time_of_day{nanoseconds{since_midnight(p)}.count(),
                                 is_naive(object) ? feel::zone{} : zone_of(object)};
    if (PyDelta_Check(p)) return duration_of(p);
    return seldom_of(object, how, depth);
}

feel::value convert(const py::handle& object, const reading& how, int depth) {
    if (depth > max_depth) throw py::value_error("nested too deeply");
    PyObject* const p = object.ptr();
    if (object.is_none()) return {};
    if (PyBool_Check(p)) return feel::value{p == Py_True};
    if (PyLong_Check(p)) return number_of_int(object);
    if (PyFloat_Check(p)) return number_of_float(object);
    if (PyUnicode_Check(p)) return feel::value{utf8_of(object)};
    if (PyList_Check(p) || PyTuple_Check(p)) return list_of(object, how, depth);
    if (PyDict_Check(p) || py::isinstance(object, attribute_of("collections.abc", "Mapping"))) {
        return context_of(object, how, depth);
    }
    if (py::isinstance(object, decimal_type())) return number_of_text(object);
    return temporal_of(object, how, depth);
}

std::string text_of(const py::handle& mapping, const char* key, bool required) {
    const py::object found = mapping.attr("get")(key);
    if (found.is_none() && !required) return {};
    if (!py::isinstance<py::str>(found)) throw py::value_error(std::string{"an event needs a `"} + key + "`, a str");
    return utf8_of(found);
}

// --- To Python ---

py::object tzinfo_of(feel::zone zone, instant when) {
    if (zone.is_none()) return py::none();
    if (zone == feel::zone::utc()) return attribute_of("datetime", "timezone").attr("utc");
    if (zone.is_named()) return attribute_of("zoneinfo", "ZoneInfo")(zone.name());
    const auto offset = attribute_of("datetime", "timedelta")(py::arg("seconds") = zone.offset_at(when).count());
    return attribute_of("datetime", "timezone")(offset);
}

py::object from_local(local_time_us local, const py::object& tzinfo) {
    const auto day = floor<days>(local);
    const year_month_day ymd{day};
    const hh_mm_ss time{local - day};
    return attribute_of("datetime", "datetime")(
        static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
        time.hours().count(), time.minutes().count(), time.seconds().count(), time.subseconds().count(), tzinfo);
}

// Python's years are 1 to 9999.
void need_python_year(feel::date d) {
    constexpr feel::date first{local_days{year{1} / January / 1}}, last{local_days{year{9999} / December / 31}};
    if (d < first || d > last) {
        throw py::value_error(feel::to_string(d) + " has no counterpart in Python, whose years are 1 to 9999");
    }
}

py::object from_date_time(const feel::date_time& t) {
    need_python_year(t.day());
    const py::object tzinfo = tzinfo_of(t.zone, t.at());
    return from_local(t.local + floor<microseconds>(nanoseconds{t.nanoseconds}), tzinfo);
}

// What is finer than a microsecond is cut off, towards zero.
py::object from_duration(feel::time_duration d) {
    const int up = d.is_negative() && d.nanoseconds % 1'000 != 0 ? 1 : 0;
    return attribute_of("datetime", "timedelta")(py::arg("seconds") = d.seconds,
                                                 py::arg("microseconds") = d.nanoseconds / 1'000 + up);
}

py::object from_date(feel::date d) {
    need_python_year(d);
    const year_month_day ymd{local_days{d.days}};
    return attribute_of("datetime", "date")(static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                                            static_cast<unsigned>(ymd.day()));
}

py::object from_time(const feel::time_of_day& t) {
    const hh_mm_ss time{floor<microseconds>(nanoseconds{t.nanoseconds})};
    return attribute_of("datetime", "time")(time.hours().count(), time.minutes().count(), time.seconds().count(),
                                            time.subseconds().count(), tzinfo_of(t.zone, instant{}));
}

py::list from_list(const feel::list& items) {
    py::list result;
    for (const auto& item : items) result.append(from_value(item));
    return result;
}

py::dict from_context(const feel::context& entries) {
    py::dict result;
    for (const auto& [name, item] : entries) result[py::str(name)] = from_value(item);
    return result;
}

py::object from_range(const feel::range& r) {
    return attribute_of("reglament.values", "Range")(from_value(r.low), from_value(r.high), r.low_open, r.high_open);
}

py::object from_number(feel::number n) {
    return decimal_type()(n.to_string());
}

}  // namespace

feel::zone to_zone(const py::object& zone) {
    need_datetime();
    if (zone.is_none()) return {};
    const py::object name = py::getattr(zone, "key", zone);  // of a ZoneInfo
    if (py::isinstance<py::str>(name)) {
        const auto text = utf8_of(name);
        if (const auto found = feel::zone::find(text)) return *found;
        throw py::value_error("there is no time zone '" + text + "'");
    }
    if (py::isinstance(zone, attribute_of("datetime", "tzinfo"))) {
        const py::object offset = zone.attr("utcoffset")(py::none());  // the same at all times, or None
        if (!offset.is_none()) return feel::zone::fixed(floor<seconds>(offset_of(offset.ptr())));
    }
    throw py::type_error("a zone is a name such as 'Europe/Moscow', a ZoneInfo of a name, or a fixed offset; not " +
                         utf8_of(py::repr(zone)));
}

instant to_instant(const py::handle& when, feel::zone zone) {
    need_datetime();
    if (py::isinstance<py::str>(when)) {
        const auto text = utf8_of(when);
        if (const auto read = parse_instant(text, zone)) return *read;
        if (zone.is_none() && parse_instant(text, feel::zone::utc())) refuse_naive();
        throw py::value_error("'" + text + "' is no time in the form of ISO 8601");
    }
    if (PyDateTime_Check(when.ptr())) {
        if (!is_naive(when)) return instant_of_aware(when);
        if (zone.is_none()) refuse_naive();
        return zone.to_instant(local_of(when.ptr()));
    }
    throw py::type_error("a time must be a datetime or a str in the form of ISO 8601");
}

feel::value to_value(const py::handle& object, feel::zone zone) {
    need_datetime();
    return convert(object, {zone}, 0);
}

feel::value to_feel(const py::handle& object) {
    need_datetime();
    return convert(object, {.zone = {}, .alone = true}, 0);
}

event to_event(const py::handle& mapping, feel::zone zone) {
    if (!py::hasattr(mapping, "get") || !py::hasattr(mapping, "items")) {
        throw py::type_error("an event must be a mapping with CloudEvents' names");
    }
    event e;
    e.id = text_of(mapping, "id", false);
    e.source = text_of(mapping, "source", false);
    e.type = text_of(mapping, "type", true);
    e.subject = text_of(mapping, "subject", true);
    const py::object time = mapping.attr("get")("time");
    if (time.is_none()) throw py::value_error("an event needs a `time`");
    e.time = to_instant(time, zone);
    e.data = to_value(mapping.attr("get")("data"), zone);
    e.fetched = to_value(mapping.attr("get")("fetched"), zone);
    e.actor = text_of(mapping, "actor", false);
    e.traceparent = text_of(mapping, "traceparent", false);
    e.tracestate = text_of(mapping, "tracestate", false);
    return e;
}

py::object from_instant(instant when, feel::zone zone) {
    need_datetime();
    if (when == never) return py::none();
    if (zone.is_none()) zone = feel::zone::utc();
    const py::object utc = tzinfo_of(feel::zone::utc(), when);
    return from_local(feel::zone::utc().to_local(when), utc).attr("astimezone")(tzinfo_of(zone, when));
}

py::object from_value(const feel::value& v) {
    using feel::value_kind;
    switch (v.kind()) {
        case value_kind::null:
            return py::none();
        case value_kind::boolean:
            return py::bool_(v.as_boolean());
        case value_kind::number:
            return from_number(v.as_number());
        case value_kind::string:
            return py::str(std::string{v.as_string()});
        case value_kind::date:
            return from_date(v.as_date());
        case value_kind::time:
            return from_time(v.as_time());
        case value_kind::date_time:
            return from_date_time(v.as_date_time());
        case value_kind::time_duration:
            return from_duration(v.as_time_duration());
        case value_kind::months_duration:
            return attribute_of("reglament", "Months")(v.as_months_duration().months);
        case value_kind::list:
            return from_list(v.as_list());
        case value_kind::context:
            return from_context(v.as_context());
        case value_kind::range:
            return from_range(v.as_range());
        case value_kind::function:
            return py::cast(function_handle{v});
    }
    return py::none();
}

py::object from_json(const feel::value& v) {
    return attribute_of("json", "loads")(feel::write_json(v));
}

language to_language(const std::string& code) {
    if (code == "ru") return language::ru;
    if (code == "en") return language::en;
    throw py::value_error("lang must be 'en' or 'ru', not '" + code + "'");
}

py::tuple from_issue(const issue& i, language lang, const file_line& at) {
    constexpr const char* levels[] = {"note", "warning", "error"};
    py::object file = py::none(), line = py::none(), column = py::none(), end_line = py::none(),
               end_column = py::none();
    std::string text = render(i, lang);
    if (i.at) {
        const auto begin = i.at.source->at(i.at.where.begin), end = i.at.source->at(i.at.where.end);
        file = py::str(std::string{i.at.source->name()});
        line = py::int_(begin.line), column = py::int_(begin.column);
        end_line = py::int_(end.line), end_column = py::int_(end.column);
    } else if (at.line != 0) {
        file = py::str(at.file), line = py::int_(at.line);
        text.insert(0, at.file + ":" + std::to_string(at.line) + ": ");
    }
    return py::make_tuple(std::string{i.code}, levels[static_cast<int>(i.level)], message(i, lang), advice(i, lang),
                          file, line, column, end_line, end_column, i.suggestion, text);
}

py::list from_issues(const issues& found, language lang) {
    py::list result;
    for (const auto& i : found) result.append(from_issue(i, lang));
    return result;
}

py::tuple from_posted(const posted& p, language lang) {
    constexpr const char* statuses[] = {"accepted", "duplicate", "rejected", "set aside"};
    return py::make_tuple(statuses[static_cast<int>(p.status)], from_issues(p.found, lang), from_value(p.fetched));
}

}  // namespace reglament::python
