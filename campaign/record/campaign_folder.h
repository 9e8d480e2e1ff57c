// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The folder of a campaign (--workdir), and the only file that knows the names in it. Several members may work in one
// folder at a time: this machine's "local", or the nodes of a cluster over a shared file system.
//   corpus/KERNEL/SHA1.gfcase     inputs that showed something new; written by rename; shared by all members
//   findings/KERNEL/GROUP/        one likely cause: group.json, and up to kMaxSamples samples:
//     sample-N.gfcase             the case, shrunk
//     sample-N.json               FindingSample
//     sample-N.txt                the case in words, the violated clause, the replay command
//     sample-N.test.cc, .py       the same input for a GoogleTest and for NumPy
//   members/MEMBER/state.json     MemberRecord: written every few seconds, by rename
//   members/MEMBER/history.jsonl  HistoryPoint, one a line, appended
//   members/MEMBER/lock           held while that member's campaign runs
//   members/MEMBER/failing/KERNEL/ what workers saw fail: SIGNATURE.gfcase and .json until looked into, then .done
//   members/MEMBER/features/KERNEL which features were seen, for the program that members/MEMBER/features/program names
//   members/MEMBER/run/           scratch of its workers; emptied at each start
//   fixed/KERNEL/GROUP/           groups of findings whose samples all pass by now
//   rejected/KERNEL/              files found in corpus/KERNEL that are no case files
//   report.html, report.json, report.junit.xml, report.sarif
// All writers but history.jsonl's write to a temporary file and rename it.
#ifndef GATEFUZZ_CAMPAIGN_RECORD_CAMPAIGN_FOLDER_H_
#define GATEFUZZ_CAMPAIGN_RECORD_CAMPAIGN_FOLDER_H_

#include <string>
#include <string_view>
#include <vector>

namespace gatefuzz {

inline constexpr int kMaxSamples = 5;
inline constexpr char kLocalMember[] = "local";

// Names alone: nothing is created or looked up, but for Members.
struct CampaignFolder {
  std::string path;

  std::string Corpora() const { return path + "/corpus"; }
  std::string Corpus(std::string_view kernel) const { return Corpora() + "/" + std::string(kernel); }
  std::string Rejected(std::string_view kernel) const { return path + "/rejected/" + std::string(kernel); }
  std::string Findings() const { return path + "/findings"; }
  std::string Findings(std::string_view kernel) const { return Findings() + "/" + std::string(kernel); }
  std::string Group(std::string_view kernel, std::string_view id) const {
    return Findings(kernel) + "/" + std::string(id);
  }
  std::string MembersFolder() const { return path + "/members"; }
  std::string Member(std::string_view member) const { return MembersFolder() + "/" + std::string(member); }
  std::string State(std::string_view member) const { return Member(member) + "/state.json"; }
  std::string History(std::string_view member) const { return Member(member) + "/history.jsonl"; }
  std::string Lock(std::string_view member) const { return Member(member) + "/lock"; }
  std::string Run(std::string_view member) const { return Member(member) + "/run"; }
  std::string Failing(std::string_view member, std::string_view kernel) const {
    return Member(member) + "/failing/" + std::string(kernel);
  }
  std::string Features(std::string_view member) const { return Member(member) + "/features"; }
  std::string Fixed(std::string_view kernel) const { return path + "/fixed/" + std::string(kernel); }
  std::string Report(std::string_view extension) const { return path + "/report." + std::string(extension); }

  // Those that have a state file, in alphabetical order.
  std::vector<std::string> Members() const;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_RECORD_CAMPAIGN_FOLDER_H_
