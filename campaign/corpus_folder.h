// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A corpus on disk: a folder of case files, each named for its content, written by rename. Several processes, also on
// several machines, may add to one folder at a time.
#ifndef GATEFUZZ_CAMPAIGN_CORPUS_FOLDER_H_
#define GATEFUZZ_CAMPAIGN_CORPUS_FOLDER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gatefuzz {

// "1f0e9a3c5b7d2846.gfcase": the same bytes, the same name.
std::string CorpusFileName(std::span<const uint8_t> bytes);

// Adds the file unless one with the same content is there. It is written in `scratch`, a folder of the caller's on the
// same file system, and renamed: a process that is ended meanwhile leaves nothing here. Not flushed to the disk, which
// would take longer than the case took: it outlives the process, not the machine. False: `error` says why not.
bool AddToCorpus(const std::string& folder, const std::string& scratch, std::span<const uint8_t> bytes,
                 std::string* error);

// Names of its files, in no order; none if the folder cannot be read.
std::vector<std::string> CorpusFiles(const std::string& folder);

// Moves what is no case file to the folder `rejected`, made if need be. Returns how many were moved; -1, with `error`,
// if one could not be.
int RejectForeignFiles(const std::string& folder, const std::string& rejected, std::string* error);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_CORPUS_FOLDER_H_
