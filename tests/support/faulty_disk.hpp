// A disk that fails when it is told to: under SQLite, between it and the files of a test.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <random>
#include <sqlite3.h>
#include <string>
#include <vector>

namespace reglament::testing {

/// While it lives, every connection that is opened writes through it. Writing, cutting off and syncing are counted.
class faulty_disk {
public:
    enum class fault : std::uint8_t {
        none,
        error_once,  ///< that operation alone fails
        full,        ///< no write succeeds from that one on
        read_only,   ///< the same, with another word for it
        power_loss   ///< a part of that write reaches the disk, and of those that were not synced some; then nothing
    };

    faulty_disk() {
        self() = this;
        below_ = sqlite3_vfs_find(nullptr);
        vfs_ = *below_;
        vfs_.zName = "reglament-faulty";
        vfs_.szOsFile = static_cast<int>(sizeof(file)) + below_->szOsFile;
        vfs_.xOpen = &open;
        sqlite3_vfs_register(&vfs_, 1);
    }
    faulty_disk(const faulty_disk&) = delete;
    faulty_disk& operator=(const faulty_disk&) = delete;
    ~faulty_disk() {
        sqlite3_vfs_unregister(&vfs_);
        sqlite3_vfs_register(below_, 1);
        self() = nullptr;
    }

    /// The operation of this number, from 1, fails so; those before do not. Counting begins anew.
    void plan(fault kind, std::uint64_t at, std::uint32_t seed = 1) {
        kind_ = kind;
        at_ = at;
        done_ = 0;
        off_ = false;
        random_.seed(seed);
    }
    /// Nothing fails any more.
    void mend() { plan(fault::none, 0); }
    [[nodiscard]] std::uint64_t operations() const { return done_; }
    /// Whether the plan has come about.
    [[nodiscard]] bool has_failed() const { return kind_ != fault::none && done_ >= at_; }

private:
    struct written {
        sqlite3_int64 offset = 0;
        std::string before;  ///< what stood there; shorter where the file ended
        int size = 0;
    };
    struct file {
        sqlite3_file base;
        std::vector<written>* unsynced;
        sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };

    static faulty_disk*& self() {
        static faulty_disk* the = nullptr;
        return the;
    }
    static file& of(sqlite3_file* f) { return *reinterpret_cast<file*>(f); }

    // What the operation that is due now comes to; SQLITE_OK: it goes through.
    int turn(int otherwise) {
        if (off_) return SQLITE_IOERR;
        ++done_;
        if (kind_ == fault::none || done_ < at_) return SQLITE_OK;
        switch (kind_) {
            case fault::error_once:
                return done_ == at_ ? otherwise : SQLITE_OK;
            case fault::full:
                return otherwise == SQLITE_IOERR_WRITE ? SQLITE_FULL : SQLITE_OK;
            case fault::read_only:
                return SQLITE_READONLY;
            default:
                return SQLITE_IOERR;
        }
    }

    // Of what was written since the last sync some is not there any more.
    void lose_power() {
        off_ = true;
        for (file* f : open_) {
            std::vector<written> kept;
            for (auto w = f->unsynced->rbegin(); w != f->unsynced->rend(); ++w) {
                const bool covered = std::any_of(kept.begin(), kept.end(), [&](const written& k) {
                    return k.offset < w->offset + w->size && w->offset < k.offset + k.size;
                });
                if (covered || random_() % 2 == 0) {
                    kept.push_back(*w);
                    continue;
                }
                sqlite3_file* real = f->real();
                if (!w->before.empty())
                    real->pMethods->xWrite(real, w->before.data(), static_cast<int>(w->before.size()), w->offset);
                const std::string nothing(static_cast<std::size_t>(w->size) - w->before.size(), '\0');
                if (!nothing.empty())
                    real->pMethods->xWrite(real, nothing.data(), static_cast<int>(nothing.size()),
                                           w->offset + static_cast<sqlite3_int64>(w->before.size()));
            }
            f->unsynced->clear();
        }
    }

    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* f, int flags, int* out_flags) {
        faulty_disk& disk = *self();
        file& made = of(f);
        made.base.pMethods = nullptr;
        const int rc = disk.below_->xOpen(disk.below_, name, made.real(), flags, out_flags);
        (void)vfs;
        if (rc != SQLITE_OK) return rc;
        made.unsynced = new std::vector<written>;
        made.base.pMethods = methods();
        disk.open_.push_back(&made);
        return SQLITE_OK;
    }

    static int close(sqlite3_file* f) {
        file& it = of(f);
        std::erase(self()->open_, &it);
        delete it.unsynced;
        return it.real()->pMethods->xClose(it.real());
    }

    static int write(sqlite3_file* f, const void* bytes, int size, sqlite3_int64 offset) {
        faulty_disk& disk = *self();
        file& it = of(f);
        sqlite3_file* real = it.real();
        const int outcome = disk.turn(SQLITE_IOERR_WRITE);
        const bool loses = outcome != SQLITE_OK && disk.kind_ == fault::power_loss && !disk.off_;
        if (outcome != SQLITE_OK && !loses) return outcome;
        written w{offset, std::string(static_cast<std::size_t>(size), '\0'), size};
        sqlite3_int64 length = 0;
        real->pMethods->xFileSize(real, &length);
        const auto there = std::clamp<sqlite3_int64>(length - offset, 0, size);
        w.before.resize(static_cast<std::size_t>(there));
        if (there > 0) real->pMethods->xRead(real, w.before.data(), static_cast<int>(there), offset);
        it.unsynced->push_back(std::move(w));
        const int part = loses ? static_cast<int>(disk.random_() % static_cast<unsigned>(size)) : size;
        const int rc = part == 0 ? SQLITE_OK : real->pMethods->xWrite(real, bytes, part, offset);
        if (!loses) return rc;
        disk.lose_power();
        return SQLITE_IOERR_WRITE;
    }

    // What reaches the disk is decided here, so that nothing has to wait for a real one.
    static int sync(sqlite3_file* f, int) {
        faulty_disk& disk = *self();
        const int outcome = disk.turn(SQLITE_IOERR_FSYNC);
        if (outcome == SQLITE_OK) {
            of(f).unsynced->clear();
            return SQLITE_OK;
        }
        if (disk.kind_ == fault::power_loss && !disk.off_) disk.lose_power();
        return outcome;
    }

    static int truncate(sqlite3_file* f, sqlite3_int64 size) {
        faulty_disk& disk = *self();
        const int outcome = disk.turn(SQLITE_IOERR_TRUNCATE);
        if (outcome != SQLITE_OK) {
            if (disk.kind_ == fault::power_loss && !disk.off_) disk.lose_power();
            return outcome;
        }
        return of(f).real()->pMethods->xTruncate(of(f).real(), size);
    }

    static const sqlite3_io_methods* methods() {
        static const sqlite3_io_methods all = [] {
            sqlite3_io_methods m{};
            m.iVersion = 2;
            m.xClose = &close;
            m.xWrite = &write;
            m.xSync = &sync;
            m.xTruncate = &truncate;
            m.xRead = [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
                return of(f).real()->pMethods->xRead(of(f).real(), to, n, at);
            };
            m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
                return of(f).real()->pMethods->xFileSize(of(f).real(), size);
            };
            m.xLock = [](sqlite3_file* f, int level) { return of(f).real()->pMethods->xLock(of(f).real(), level); };
            m.xUnlock = [](sqlite3_file* f, int level) { return of(f).real()->pMethods->xUnlock(of(f).real(), level); };
            m.xCheckReservedLock = [](sqlite3_file* f, int* out) {
                return of(f).real()->pMethods->xCheckReservedLock(of(f).real(), out);
            };
            m.xFileControl = [](sqlite3_file* f, int op, void* what) {
                return of(f).real()->pMethods->xFileControl(of(f).real(), op, what);
            };
            m.xSectorSize = [](sqlite3_file* f) { return of(f).real()->pMethods->xSectorSize(of(f).real()); };
            // Nothing is promised of writes: neither that they are whole nor that they keep their order.
            m.xDeviceCharacteristics = [](sqlite3_file*) { return 0; };
            m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** at) {
                return of(f).real()->pMethods->xShmMap(of(f).real(), page, size, extend, at);
            };
            m.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) {
                return of(f).real()->pMethods->xShmLock(of(f).real(), offset, n, flags);
            };
            m.xShmBarrier = [](sqlite3_file* f) { of(f).real()->pMethods->xShmBarrier(of(f).real()); };
            m.xShmUnmap = [](sqlite3_file* f, int remove) {
                return of(f).real()->pMethods->xShmUnmap(of(f).real(), remove);
            };
            return m;
        }();
        return &all;
    }

    sqlite3_vfs* below_ = nullptr;
    sqlite3_vfs vfs_{};
    std::vector<file*> open_;
    fault kind_ = fault::none;
    std::uint64_t at_ = 0, done_ = 0;
    bool off_ = false;
    std::mt19937 random_;
};

}  // namespace reglament::testing
