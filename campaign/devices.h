// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The GPUs of a machine, shared out to our processes: each sees one. On the emulator there are none to share.
#ifndef GATEFUZZ_CAMPAIGN_DEVICES_H_
#define GATEFUZZ_CAMPAIGN_DEVICES_H_

#include <string>
#include <vector>

namespace gatefuzz {

// The GPUs that this process sees, each by the name that CUDA_VISIBLE_DEVICES has for it: as the user's own list names
// them, if there is one, else by number. Empty on the emulator, and where the runtime finds none.
std::vector<std::string> UsableDevices();

// The same from the variable's value (null: not set) and the number of devices that the runtime sees.
std::vector<std::string> DeviceNames(const char* visible, int count);

// The device that the fewest of `in_use` are on, the first of equals; "" if there is none.
std::string LeastUsedDevice(const std::vector<std::string>& devices, const std::vector<std::string>& in_use);

// How many processes run kernels at a time where nobody says: one a core on the emulator, one a GPU on GPUs.
int DefaultJobs();

// "NVIDIA H200, driver for CUDA 13.0, CUDA runtime 13.0", or "the emulator".
std::string DeviceInWords();

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_DEVICES_H_
