// Rows of comma-separated values (RFC 4180).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reglament {

class csv_rows {
public:
    void add(const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i != 0) text_ += ',';
            cell(cells[i]);
        }
        text_ += "\r\n";
    }
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    void cell(std::string_view s) {
        if (s.find_first_of(",\"\r\n") == std::string_view::npos) {
            text_ += s;
            return;
        }
        text_ += '"';
        for (const char c : s) text_.append(c == '"' ? 2 : 1, c);
        text_ += '"';
    }
    std::string text_;
};

}  // namespace reglament
