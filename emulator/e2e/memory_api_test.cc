// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Pools, pinned, mapped, registered and managed memory, copies of boxes. Passes on a GPU too.
#include <cuda_runtime_api.h>

#include <cstring>
#include <string>
#include <vector>

#include "emulator/e2e/graph_programs.h"
#include "emulator/e2e/graph_testing.h"

namespace {

class PoolTest : public testing::Test {
 protected:
  PoolTest() {
    cudaMemPoolProps properties = {};
    properties.allocType = cudaMemAllocationTypePinned;
    properties.location.type = cudaMemLocationTypeDevice;
    EXPECT_CUDA(cudaMemPoolCreate(&pool_, &properties));
  }
  ~PoolTest() override {
    cudaGetLastError();
    if (pool_ != nullptr) EXPECT_CUDA(cudaMemPoolDestroy(pool_));
  }
  uint64_t Get(cudaMemPoolAttr attribute) {
    uint64_t value = 0;
    EXPECT_CUDA(cudaMemPoolGetAttribute(pool_, attribute, &value));
    return value;
  }

  Stream stream_;
  cudaMemPool_t pool_ = nullptr;
};

TEST_F(PoolTest, CountsWhatIsUsedAndWhatIsKept) {
  EXPECT_EQ(Get(cudaMemPoolAttrUsedMemCurrent), 0u);
  EXPECT_EQ(Get(cudaMemPoolAttrReleaseThreshold), 0u);
  uint64_t keep = ~uint64_t{0};
  EXPECT_CUDA(cudaMemPoolSetAttribute(pool_, cudaMemPoolAttrReleaseThreshold, &keep));
  void* memory = nullptr;
  ASSERT_CUDA(cudaMallocFromPoolAsync(&memory, 100000, pool_, stream_));
  EXPECT_GE(Get(cudaMemPoolAttrUsedMemCurrent), 100000u);
  EXPECT_GE(Get(cudaMemPoolAttrReservedMemCurrent), Get(cudaMemPoolAttrUsedMemCurrent));
  EXPECT_CUDA(cudaFreeAsync(memory, stream_));
  EXPECT_CUDA(cudaStreamSynchronize(stream_));
  EXPECT_EQ(Get(cudaMemPoolAttrUsedMemCurrent), 0u);
  EXPECT_GE(Get(cudaMemPoolAttrUsedMemHigh), 100000u);
  EXPECT_GE(Get(cudaMemPoolAttrReservedMemCurrent), 100000u) << "kept below the threshold";
  EXPECT_CUDA(cudaMemPoolTrimTo(pool_, 0));
  EXPECT_EQ(Get(cudaMemPoolAttrReservedMemCurrent), 0u);
  uint64_t zero = 0, one = 1;
  EXPECT_CUDA(cudaMemPoolSetAttribute(pool_, cudaMemPoolAttrUsedMemHigh, &zero));
  EXPECT_EQ(Get(cudaMemPoolAttrUsedMemHigh), 0u);
  EXPECT_EQ(cudaMemPoolSetAttribute(pool_, cudaMemPoolAttrUsedMemHigh, &one), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemPoolSetAttribute(pool_, cudaMemPoolAttrUsedMemCurrent, &zero), cudaErrorInvalidValue);
}

TEST_F(PoolTest, WithoutAThresholdASynchronisationGivesEverythingBack) {
  void* memory = nullptr;
  ASSERT_CUDA(cudaMallocFromPoolAsync(&memory, 100000, pool_, stream_));
  EXPECT_CUDA(cudaFreeAsync(memory, stream_));
  EXPECT_CUDA(cudaStreamSynchronize(stream_));
  EXPECT_EQ(Get(cudaMemPoolAttrReservedMemCurrent), 0u);
}

TEST_F(PoolTest, ReuseIsOnByDefaultAndCanBeSwitchedOff) {
  for (cudaMemPoolAttr attribute : {cudaMemPoolReuseFollowEventDependencies, cudaMemPoolReuseAllowOpportunistic,
                                    cudaMemPoolReuseAllowInternalDependencies}) {
    int value = -1;
    EXPECT_CUDA(cudaMemPoolGetAttribute(pool_, attribute, &value));
    EXPECT_EQ(value, 1);
    value = 0;
    EXPECT_CUDA(cudaMemPoolSetAttribute(pool_, attribute, &value));
    value = -1;
    EXPECT_CUDA(cudaMemPoolGetAttribute(pool_, attribute, &value));
    EXPECT_EQ(value, 0);
  }
}

TEST_F(PoolTest, TheDeviceHasADefaultPoolAndACurrentOne) {
  cudaMemPool_t standard = nullptr, current = nullptr;
  ASSERT_CUDA(cudaDeviceGetDefaultMemPool(&standard, 0));
  ASSERT_CUDA(cudaDeviceGetMemPool(&current, 0));
  EXPECT_EQ(standard, current);
  EXPECT_EQ(cudaMemPoolDestroy(standard), cudaErrorInvalidValue);
  cudaGetLastError();
  ASSERT_CUDA(cudaDeviceSetMemPool(0, pool_));
  ASSERT_CUDA(cudaDeviceGetMemPool(&current, 0));
  EXPECT_EQ(current, pool_);
  void* memory = nullptr;
  EXPECT_CUDA(cudaMallocAsync(&memory, 1000, stream_));
  EXPECT_GE(Get(cudaMemPoolAttrUsedMemCurrent), 1000u);
  EXPECT_CUDA(cudaFreeAsync(memory, stream_));
  EXPECT_CUDA(cudaDeviceSetMemPool(0, standard));
}

TEST_F(PoolTest, ThisDeviceHasFullAccess) {
  cudaMemLocation here = {};
  here.type = cudaMemLocationTypeDevice;
  cudaMemAccessFlags flags = cudaMemAccessFlagsProtNone;
  EXPECT_CUDA(cudaMemPoolGetAccess(&flags, pool_, &here));
  EXPECT_EQ(flags, cudaMemAccessFlagsProtReadWrite);
  cudaMemAccessDesc description = {};
  description.location = here;
  description.flags = cudaMemAccessFlagsProtReadWrite;
  EXPECT_CUDA(cudaMemPoolSetAccess(pool_, &description, 1));
}

TEST_F(PoolTest, MemoryMayBeFreedWithAndWithoutAStream) {
  void *first = nullptr, *second = nullptr;
  ASSERT_CUDA(cudaMallocFromPoolAsync(&first, 1000, pool_, stream_));
  ASSERT_CUDA(cudaMalloc(&second, 1000));
  EXPECT_CUDA(cudaStreamSynchronize(stream_));
  EXPECT_CUDA(cudaFree(first));
  EXPECT_CUDA(cudaFreeAsync(second, stream_));
  EXPECT_EQ(Get(cudaMemPoolAttrUsedMemCurrent), 1000u) << "what cudaFree took counts until the next synchronisation";
  EXPECT_CUDA(cudaStreamSynchronize(stream_));
}

TEST_F(PoolTest, APoolOutlivesItsHandleAsLongAsItIsUsed) {
  void* memory = nullptr;
  ASSERT_CUDA(cudaMallocFromPoolAsync(&memory, 1000, pool_, stream_));
  EXPECT_CUDA(cudaMemPoolDestroy(pool_));
  pool_ = nullptr;
  EXPECT_CUDA(cudaMemsetAsync(memory, 0, 1000, stream_));
  EXPECT_CUDA(cudaFreeAsync(memory, stream_));
  EXPECT_CUDA(cudaStreamSynchronize(stream_));
}

TEST(HostMemoryTest, MappedMemoryIsReachedFromKernels) {
  int* host = nullptr;
  ASSERT_CUDA(cudaHostAlloc(reinterpret_cast<void**>(&host), 64, cudaHostAllocMapped | cudaHostAllocPortable));
  int* device = nullptr;
  ASSERT_CUDA(cudaHostGetDevicePointer(reinterpret_cast<void**>(&device), host, 0));
  *host = 20;
  EXPECT_CUDA(LaunchScale(nullptr, device, 2, 2));
  EXPECT_CUDA(cudaDeviceSynchronize());
  EXPECT_EQ(*host, 42);
  unsigned flags = 0;
  EXPECT_CUDA(cudaHostGetFlags(&flags, host));
  EXPECT_EQ(flags & cudaHostAllocMapped, unsigned{cudaHostAllocMapped});
  EXPECT_EQ(flags & cudaHostAllocPortable, unsigned{cudaHostAllocPortable});
  EXPECT_CUDA(cudaFreeHost(host));
  EXPECT_EQ(cudaHostAlloc(reinterpret_cast<void**>(&host), 64, 0x80), cudaErrorInvalidValue);
  cudaGetLastError();
}

TEST(HostMemoryTest, IsFreedByItsOwnFunction) {
  DeviceInt value;
  void* host = nullptr;
  ASSERT_CUDA(cudaMallocHost(&host, 64));
  EXPECT_EQ(cudaFree(host), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFreeHost(value.get()), cudaErrorInvalidValue);
  cudaGetLastError();
  EXPECT_CUDA(cudaFreeHost(host));
}

TEST(HostMemoryTest, RegisteredMemoryIsPinned) {
  std::vector<char> own(1 << 16);
  void* device = nullptr;
  EXPECT_EQ(cudaHostUnregister(own.data()), cudaErrorHostMemoryNotRegistered);
  ASSERT_CUDA(cudaHostRegister(own.data(), own.size(), cudaHostRegisterMapped));
  EXPECT_EQ(cudaHostRegister(own.data(), own.size(), 0), cudaErrorHostMemoryAlreadyRegistered);
  EXPECT_CUDA(cudaHostGetDevicePointer(&device, own.data(), 0));
  cudaPointerAttributes attributes;
  EXPECT_CUDA(cudaPointerGetAttributes(&attributes, own.data() + 5));
  EXPECT_EQ(attributes.type, cudaMemoryTypeHost);
  EXPECT_CUDA(cudaHostUnregister(own.data()));
  EXPECT_CUDA(cudaPointerGetAttributes(&attributes, own.data()));
  EXPECT_EQ(attributes.type, cudaMemoryTypeUnregistered);
  EXPECT_EQ(cudaHostRegister(nullptr, 16, 0), cudaErrorInvalidValue);
  EXPECT_EQ(cudaHostRegister(own.data(), 0, 0), cudaErrorInvalidValue);
  cudaGetLastError();
}

TEST(ManagedMemoryTest, IsTheHostsAndTheDevices) {
  int* managed = nullptr;
  ASSERT_CUDA(cudaMallocManaged(reinterpret_cast<void**>(&managed), 4096, cudaMemAttachGlobal));
  *managed = 4;
  EXPECT_CUDA(LaunchScale(nullptr, managed, 5, 1));
  EXPECT_CUDA(cudaDeviceSynchronize());
  EXPECT_EQ(*managed, 21);
  cudaPointerAttributes attributes;
  EXPECT_CUDA(cudaPointerGetAttributes(&attributes, managed));
  EXPECT_EQ(attributes.type, cudaMemoryTypeManaged);
#if CUDART_VERSION >= 13000
  cudaMemLocation here = {};
  here.type = cudaMemLocationTypeDevice;
  EXPECT_CUDA(cudaMemPrefetchAsync(managed, 4096, here, 0, nullptr));
  EXPECT_CUDA(cudaMemAdvise(managed, 4096, cudaMemAdviseSetReadMostly, here));
  here.id = 77;
  EXPECT_EQ(cudaMemPrefetchAsync(managed, 4096, here, 0, nullptr), cudaErrorInvalidDevice);
#endif
  cudaGetLastError();
  EXPECT_CUDA(cudaDeviceSynchronize());
  EXPECT_CUDA(cudaFree(managed));
  EXPECT_CUDA(cudaMallocManaged(reinterpret_cast<void**>(&managed), 0, cudaMemAttachGlobal));
}

TEST(BoxTest, BoxesAreCopiedAndFilled) {
  cudaPitchedPtr box;
  ASSERT_CUDA(cudaMalloc3D(&box, cudaExtent{5, 3, 2}));
  EXPECT_GE(box.pitch, 5u);
  EXPECT_CUDA(cudaMemset3D(box, '.', cudaExtent{5, 3, 2}));
  std::string from(2 * 2 * 2, ' '), back(5 * 3 * 2, ' ');
  for (size_t i = 0; i < from.size(); ++i) from[i] = static_cast<char>('a' + i);
  cudaMemcpy3DParms in = {};
  in.srcPtr = cudaPitchedPtr{from.data(), 2, 2, 2};
  in.dstPtr = box;
  in.dstPos = cudaPos{1, 1, 0};
  in.extent = cudaExtent{2, 2, 2};
  in.kind = cudaMemcpyHostToDevice;
  EXPECT_CUDA(cudaMemcpy3D(&in));
  cudaMemcpy3DParms out = {};
  out.srcPtr = box;
  out.dstPtr = cudaPitchedPtr{back.data(), 5, 5, 3};
  out.extent = cudaExtent{5, 3, 2};
  out.kind = cudaMemcpyDeviceToHost;
  EXPECT_CUDA(cudaMemcpy3DAsync(&out, nullptr));
  EXPECT_CUDA(cudaDeviceSynchronize());
  EXPECT_EQ(back, "......ab...cd........ef...gh..");
  EXPECT_CUDA(cudaFree(box.ptr));
}

TEST(PeerTest, ADeviceIsNotItsOwnPeer) {
  int can = -1;
  EXPECT_CUDA(cudaDeviceCanAccessPeer(&can, 0, 0));
  EXPECT_EQ(can, 0);
  EXPECT_EQ(cudaDeviceCanAccessPeer(&can, 0, 99), cudaErrorInvalidDevice);
  EXPECT_EQ(cudaDeviceEnablePeerAccess(0, 0), cudaErrorPeerAccessUnsupported);
  cudaGetLastError();
  DeviceInt a(3), b(4);
  EXPECT_CUDA(cudaMemcpyPeer(a.get(), 0, b.get(), 0, sizeof(int)));
  EXPECT_EQ(a.Read(), 4);
}

#if CUDART_VERSION >= 13000
TEST(BatchTest, ABatchOfCopies) {
  DeviceBuffer<int> from(std::vector<int>{1, 2, 3, 4}), to(std::vector<int>{0, 0, 0, 0});
  Stream stream;
  void* const destinations[] = {to.get() + 2, to.get()};
  const void* const sources[] = {from.get(), from.get() + 3};
  const size_t sizes[] = {2 * sizeof(int), sizeof(int)};
  cudaMemcpyAttributes attributes = {};
  attributes.srcAccessOrder = cudaMemcpySrcAccessOrderStream;
  size_t first = 0;
  EXPECT_CUDA(cudaMemcpyBatchAsync(destinations, sources, sizes, 2, &attributes, &first, 1, stream));
  EXPECT_CUDA(cudaStreamSynchronize(stream));
  EXPECT_EQ(to.Read(), (std::vector<int>{4, 0, 1, 2}));
}
#endif

}  // namespace
