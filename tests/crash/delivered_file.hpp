// The world outside, to which effects go: a file that is only added to, each line on the disk before the next.
#pragma once

#include <fcntl.h>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace reglament::testing {

class delivered_file {
public:
    /// What was added before is kept. A line that a crash has torn is left as it is: it is ended, and never a whole
    /// one.
    explicit delivered_file(const std::string& name) : file_{::open(name.c_str(), O_RDWR | O_CREAT | O_APPEND, 0644)} {
        std::ifstream in{name, std::ios::binary};
        std::string line;
        while (std::getline(in, line)) lines_.insert(line);
        in.clear();
        in.seekg(-1, std::ios::end);
        if (in && in.get() != '\n') (void)put("\n");
    }
    delivered_file(const delivered_file&) = delete;
    delivered_file& operator=(const delivered_file&) = delete;
    ~delivered_file() { ::close(file_); }

    /// False: it may not be there.
    [[nodiscard]] bool add(const std::string& line) { return put(line + "\n") && (lines_.insert(line), true); }
    [[nodiscard]] bool has(const std::string& line) const { return lines_.contains(line); }

private:
    // By pwrite(), as a store writes, so that whoever kills at such calls kills here, too; where, O_APPEND says.
    [[nodiscard]] bool put(std::string_view bytes) const {
        return ::pwrite(file_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()) &&
               ::fsync(file_) == 0;
    }

    int file_;
    std::set<std::string> lines_;
};

}  // namespace reglament::testing
