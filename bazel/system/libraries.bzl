# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0

"""The system libraries that gatefuzz builds with.

Archives (.a) wherever Debian has one: binaries also run on GPU hosts, which lack the packages.
"""

load("//bazel/system:system_library.bzl", "system_library")

_INCLUDE = "/usr/include/"
_LIB = "/usr/lib/x86_64-linux-gnu/"

# Row: repository, Debian package, headers below /usr/include, libraries.
_LIBRARIES = [
    ("benchmark", "libbenchmark-dev", ["benchmark"], ["libbenchmark.so.1debian"]),
    ("cli11", "libcli11-dev", ["CLI"], []),
    ("fmt", "libfmt-dev", ["fmt"], []),
    ("gtest", "libgmock-dev", ["gtest", "gmock"], ["libgtest.a", "libgmock.a", "libgmock_main.a"]),
    ("mpfr", "libmpfr-dev", ["mpfr.h", "x86_64-linux-gnu/gmp.h"], ["libmpfr.a", "libgmp.a"]),
    ("nlohmann_json", "nlohmann-json3-dev", ["nlohmann"], []),
    ("rapidcheck", "librapidcheck-dev", ["rapidcheck", "rapidcheck.h"], ["librapidcheck.a"]),
]

# The folder of clang 19's compiler runtime.
_CLANG_RT = "/usr/lib/llvm-19/lib/clang/19/lib/linux/"

def system_libraries():
    """Declares one repository a library."""
    for name, package, headers, libraries in _LIBRARIES:
        files = {"include/" + header.split("/")[-1]: _INCLUDE + header for header in headers}
        files.update({"lib/" + library: _LIB + library for library in libraries})
        system_library(
            name = name,
            build_file = "//bazel/system:%s.BUILD" % name,
            files = files,
            package = package,
        )
    system_library(
        name = "libfuzzer",
        build_file = "//bazel/system:libfuzzer.BUILD",
        files = {
            "lib/lib%s.a" % name: _CLANG_RT + "libclang_rt.%s-x86_64.a" % name
            for name in ["fuzzer", "fuzzer_no_main"]
        },
        package = "libclang-rt-19-dev",
    )
    system_library(
        name = "chart_js",
        build_file = "//bazel/system:chart_js.BUILD",
        files = {"chart.min.js": "/usr/share/javascript/chart.js/chart.min.js"},
        package = "libjs-chart.js",
    )
