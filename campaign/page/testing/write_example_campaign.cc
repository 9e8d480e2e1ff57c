// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Usage: write_example_campaign FOLDER running|complete
#include <cstdio>
#include <ctime>
#include <string_view>

#include "campaign/page/testing/example_campaign.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: write_example_campaign FOLDER running|complete\n");
    return 2;
  }
  const bool running = std::string_view(argv[2]) == "running";
  gatefuzz::WriteExampleCampaign({argv[1]}, std::time(nullptr),
                                 running ? gatefuzz::CampaignStatus::kRunning : gatefuzz::CampaignStatus::kComplete);
  return 0;
}
