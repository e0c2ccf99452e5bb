#include <reglament/log/case_log.hpp>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <zlib.h>

namespace reglament {

struct xes_writer::impl {
    gzFile file = nullptr;
    std::string name, text;
    std::vector<std::string> values;  // names of what is told beside
    bool good = true;

    void put(std::string_view words) { text += words; }

    // What XML cannot hold is left out.
    void put_value(std::string_view value) {
        for (const char c : value) {
            switch (c) {
                case '&':
                    text += "&amp;";
                    break;
                case '<':
                    text += "&lt;";
                    break;
                case '"':
                    text += "&quot;";
                    break;
                case '\n':
                    text += "&#10;";
                    break;
                case '\t':
                    text += "&#9;";
                    break;
                case '\r':
                    text += "&#13;";
                    break;
                default:
                    if (static_cast<unsigned char>(c) >= 0x20) text += c;
            }
        }
    }

    void put_string(std::string_view indent, std::string_view key, std::string_view value) {
        if (value.empty()) return;
        put(indent);
        put("<string key=\"");
        put_value(key);
        put("\" value=\"");
        put_value(value);
        put("\"/>\n");
    }

    void put_values(std::string_view indent, std::span<const std::string_view> told) {
        for (std::size_t i = 0; i < std::min(told.size(), values.size()); ++i) put_string(indent, values[i], told[i]);
    }

    void flush(bool all) {
        constexpr std::size_t piece = 1u << 20;
        if (!good || (!all && text.size() < piece)) return;
        good = text.empty() || gzwrite(file, text.data(), static_cast<unsigned>(text.size())) > 0;
        text.clear();
    }
};

xes_writer::xes_writer(const std::filesystem::path& file, issues& found, std::vector<std::string> values)
    : impl_{std::make_unique<impl>()} {
    impl_->values = std::move(values);
    impl_->name = file.string();
    errno = 0;
    impl_->file = gzopen(impl_->name.c_str(), impl_->name.ends_with(".gz") ? "wb6" : "wbT");
    impl_->good = impl_->file != nullptr;
    if (!impl_->good) {
        found.add("log-unwritable", {}, {impl_->name, std::generic_category().message(errno)});
        return;
    }
    impl_->put(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<log xes.version=\"1849-2016\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n"
        "  <extension name=\"Concept\" prefix=\"concept\" uri=\"http://www.xes-standard.org/concept.xesext\"/>\n"
        "  <extension name=\"Time\" prefix=\"time\" uri=\"http://www.xes-standard.org/time.xesext\"/>\n"
        "  <extension name=\"Lifecycle\" prefix=\"lifecycle\" uri=\"http://www.xes-standard.org/lifecycle.xesext\"/>\n"
        "  <extension name=\"Organizational\" prefix=\"org\" uri=\"http://www.xes-standard.org/org.xesext\"/>\n");
}

xes_writer::~xes_writer() {
    if (impl_->file != nullptr) gzclose(impl_->file);
}

bool xes_writer::good() const noexcept {
    return impl_->good;
}

void xes_writer::add(const observed_case& what) {
    if (!impl_->good) return;
    impl_->put("  <trace>\n");
    impl_->put_string("    ", "concept:name", what.id);
    impl_->put_values("    ", what.values);
    for (const case_event& e : what.events) {
        impl_->put("    <event>\n");
        impl_->put_string("      ", "concept:name", e.activity);
        impl_->put_string("      ", "lifecycle:transition", e.lifecycle);
        impl_->put_string("      ", "org:resource", e.resource);
        impl_->put_string("      ", "org:role", e.role);
        if (e.time) {
            impl_->put("      <date key=\"time:timestamp\" value=\"");
            impl_->put(to_string(*e.time));
            impl_->put("\"/>\n");
        }
        impl_->put_values("      ", e.values);
        impl_->put("    </event>\n");
    }
    impl_->put("  </trace>\n");
    impl_->flush(false);
}

bool xes_writer::finish(issues& found) {
    if (impl_->file == nullptr) return false;
    impl_->put("</log>\n");
    impl_->flush(true);
    const int closed = gzclose(impl_->file);
    impl_->file = nullptr;
    impl_->good = impl_->good && closed == Z_OK;
    if (!impl_->good) found.add("log-unwritable", {}, {impl_->name, std::generic_category().message(errno)});
    return impl_->good;
}

}  // namespace reglament
