// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/devices.h"

#include <string>
#include <vector>

#include "emulator/control.h"
#include "gtest/gtest.h"

namespace gatefuzz {
namespace {

using Names = std::vector<std::string>;

TEST(DevicesTest, WithoutAListDevicesAreNumbered) {
  EXPECT_EQ(DeviceNames(nullptr, 3), (Names{"0", "1", "2"}));
  EXPECT_EQ(DeviceNames("", 0), Names{});
}

TEST(DevicesTest, AUsersListIsKept) {
  EXPECT_EQ(DeviceNames("3,1", 2), (Names{"3", "1"}));
  EXPECT_EQ(DeviceNames("GPU-8932f937,MIG-1", 2), (Names{"GPU-8932f937", "MIG-1"}));
  // What the runtime does not see is not handed out.
  EXPECT_EQ(DeviceNames("2,-1,3", 1), Names{"2"});
}

TEST(DevicesTest, TheLeastUsedDeviceIsNext) {
  const Names devices = {"0", "1", "2"};
  EXPECT_EQ(LeastUsedDevice(devices, {}), "0");
  EXPECT_EQ(LeastUsedDevice(devices, {"0", "2"}), "1");
  EXPECT_EQ(LeastUsedDevice(devices, {"0", "1", "2"}), "0");
  EXPECT_EQ(LeastUsedDevice(devices, {"0", "1", "2", "0"}), "1");
  EXPECT_EQ(LeastUsedDevice({}, {"0"}), "");
}

TEST(DevicesTest, TheEmulatorHasNoneToShare) {
  if (!emulator::Present()) GTEST_SKIP() << "this program is built for GPUs";
  EXPECT_EQ(UsableDevices(), Names{});
  EXPECT_GE(DefaultJobs(), 1);
  EXPECT_EQ(DeviceInWords(), "the emulator");
}

}  // namespace
}  // namespace gatefuzz
