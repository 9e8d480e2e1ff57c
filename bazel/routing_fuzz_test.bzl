# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0

"""routing_fuzz_test: a libFuzzer target with its regression test, launcher and instrumented binary."""

load("//bazel:oss_fuzz.bzl", "oss_fuzz_target")
load("//bazel:transitions.bzl", "ALLOW_TRANSITIONS", "INSTRUMENT_MODES", "sanitized_transition")

def _sanitized_binary_impl(ctx):
    binary = ctx.attr.binary[0][DefaultInfo]
    executable = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(is_executable = True, output = executable, target_file = binary.files_to_run.executable)
    return [DefaultInfo(
        executable = executable,
        files = depset([executable]),
        runfiles = ctx.runfiles(files = [executable]).merge(binary.default_runfiles),
    )]

_sanitized_binary = rule(
    implementation = _sanitized_binary_impl,
    attrs = {
        "binary": attr.label(cfg = sanitized_transition, mandatory = True),
        "instrument": attr.string(values = INSTRUMENT_MODES),
        "_allowlist_function_transition": ALLOW_TRANSITIONS,
    },
    executable = True,
)

def routing_fuzz_test(
        name,
        srcs,
        deps,
        corpus = [],
        dictionary = None,
        instrument = "kernel",
        smoke_runs = 500,
        size = "small",
        data = [],
        tags = [],
        **kwargs):
    """A target with LLVMFuzzerTestOneInput in srcs.

    Yields:
      `name`: a test that replays every corpus file, built like any other test
      `name_run`: fuzzes, `bazel run //fuzz:name_run -- -max_total_time=60`; keeps its corpus in the folder that the
        user stands in
      `name_bin`: the libFuzzer binary, with AddressSanitizer and UndefinedBehaviorSanitizer
      `name_smoke`: a test that runs name_bin for smoke_runs executions at a fixed seed
      `name_oss_fuzz`: in the folder oss_fuzz, name_bin as `name` with its corpus, options and dictionary as OSS-Fuzz
        takes them

    Args:
      name: name of the regression test
      srcs: the target, and LLVMFuzzerInitialize, LLVMFuzzerCustomMutator and the like
      deps: libraries
      corpus: files, or filegroups of files; none only where there is nothing to keep
      dictionary: libFuzzer dictionary
      instrument: what guides the fuzzer. "kernel": only the emulator's counters, which watch the kernel; C++ code
        has sanitizers but no coverage. "all": coverage of all C++ code, for parsers and decoders. "interpreter": the
        same, with sanitizers and coverage in the emulator's interpreter as well, which is else without.
      smoke_runs: executions of name_smoke
      size: size of both tests
      data: files that the target opens
      tags: tags of all five
      **kwargs: as in cc_test
    """
    if instrument not in INSTRUMENT_MODES:
        fail("instrument is %r; it can be %s." % (instrument, " or ".join(INSTRUMENT_MODES)))
    seeds = name + "_seeds"
    native.filegroup(name = seeds, srcs = corpus, tags = tags)
    seed_args = ["$(rootpaths :%s)" % seeds] if corpus else []
    dictionary_arg = "$(rootpath %s)" % dictionary if dictionary else "''"
    files = [":" + seeds] + ([dictionary] if dictionary else [])

    native.cc_test(
        name = name,
        size = size,
        srcs = srcs,
        args = seed_args if corpus else ["--allow-empty"],
        data = data + [":" + seeds],
        tags = tags,
        deps = deps + ["//bazel/fuzz:replay_main"],
        **kwargs
    )

    # Manual: by itself, outside the transition, it would be built without sanitizers.
    native.cc_binary(
        name = name + "_raw_",
        testonly = True,
        srcs = srcs,
        data = data,
        tags = tags + ["manual"],
        visibility = ["//visibility:private"],
        deps = deps + ["@libfuzzer//:fuzzer"],
        **kwargs
    )
    _sanitized_binary(
        name = name + "_bin",
        testonly = True,
        binary = ":%s_raw_" % name,
        instrument = instrument,
        tags = tags,
    )
    oss_fuzz_target(
        name = name + "_oss_fuzz",
        testonly = True,
        binary = ":%s_bin" % name,
        corpus = [":" + seeds],
        dictionary = dictionary,
        folder = "oss_fuzz",
        tags = tags + ["manual"],
        target_name = name,
    )
    native.sh_binary(
        name = name + "_run",
        testonly = True,
        srcs = ["//bazel/fuzz:run.sh"],
        args = [name, "$(rootpath :%s_bin)" % name, dictionary_arg] + seed_args + ["--"],
        data = [":%s_bin" % name] + files,
        tags = tags,
    )

    # In --config=asan it would be the same test again; in --config=gpu name_bin needs a GPU.
    native.sh_test(
        name = name + "_smoke",
        size = size,
        srcs = ["//bazel/fuzz:smoke.sh"],
        args = ["$(rootpath :%s_bin)" % name, str(smoke_runs), dictionary_arg] + seed_args,
        data = [":%s_bin" % name] + files,
        tags = tags + ["no_asan"],
    )
