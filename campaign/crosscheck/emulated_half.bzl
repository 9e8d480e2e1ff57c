# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0

"""emulated_half: libraries together with the emulated CUDA runtime, as one object that shows only chosen functions.

Linked into a program that runs its kernels on a GPU, it is a second CUDA runtime in the same process: every symbol
but the chosen ones is local, so the Toolkit's runtime and this one never meet.
"""

load("//bazel:transitions.bzl", "ALLOW_TRANSITIONS", "ptx_transition")

def _linker_inputs(deps):
    return depset(transitive = [dep[CcInfo].linking_context.linker_inputs for dep in deps]).to_list()

def _is_cuda_code(linker_input):
    return linker_input.owner.name.endswith("_cu")  # As cuda_library names its objects.

def _libraries(linker_inputs):
    """(whole, partial): archives to take all of, and those to take what is asked for."""
    whole = []
    partial = []
    for linker_input in linker_inputs:
        for library in linker_input.libraries:
            archive = library.static_library or library.pic_static_library
            if not archive:
                fail("%s has no static library to link" % linker_input.owner)
            (whole if library.alwayslink else partial).append(archive)
    return whole, partial

# Recipe: a partial link of all that is needed, then all symbols local but the chosen ones. Groups are resolved first:
# else the final link would take one copy of an inline function for both halves. The counters that guide libFuzzer
# leave its section: it would walk them on every execution, and this half never guides it.
_COMMAND = """set -e
"$LD" -r --force-group-allocation {undefined} -o "$2" @"$1"
if "$NM" --undefined-only "$2" | grep -E ' (__)?cuda[A-Z]' >&2; then
  echo "$2 would ask the other runtime for these: is //emulator:cudart linked, and whole?" >&2
  exit 1
fi
"$OBJCOPY" --strip-debug {keep} --rename-section __libfuzzer_extra_counters=gatefuzz_idle_counters "$2" "$3"
"""

def _emulated_half_impl(ctx):
    left_out = [target.label for target in ctx.attr._toolkit_runtime]
    inputs = [
        linker_input
        for linker_input in _linker_inputs(ctx.attr.deps)
        if not _is_cuda_code(linker_input) and linker_input.owner not in left_out
    ]
    inputs += [linker_input for linker_input in _linker_inputs(ctx.attr.ptx_deps) if _is_cuda_code(linker_input)]
    inputs += _linker_inputs([ctx.attr._runtime])
    whole, partial = _libraries(depset(inputs).to_list())

    toolchain = ctx.attr._cc_toolchain[cc_common.CcToolchainInfo]
    response = ctx.actions.args()
    response.set_param_file_format("multiline")
    response.use_param_file("%s", use_always = True)
    response.add("--whole-archive")
    response.add_all(depset(whole))
    response.add("--no-whole-archive")
    response.add("--start-group")
    response.add_all(depset(partial))
    response.add("--end-group")
    linked = ctx.actions.declare_file(ctx.label.name + ".all.o")
    object = ctx.actions.declare_file(ctx.label.name + ".o")
    ctx.actions.run_shell(
        arguments = [response, linked.path, object.path],
        command = _COMMAND.format(
            keep = " ".join(["--keep-global-symbol=" + function for function in ctx.attr.functions]),
            undefined = " ".join(["--undefined=" + function for function in ctx.attr.functions]),
        ),
        env = {
            "LD": toolchain.ld_executable,
            "NM": toolchain.nm_executable,
            "OBJCOPY": toolchain.objcopy_executable,
            "PATH": "/usr/bin:/bin",
        },
        inputs = depset(whole + partial, transitive = [toolchain.all_files]),
        mnemonic = "EmulatedHalf",
        outputs = [linked, object],
        progress_message = "Linking %s with the emulated CUDA runtime" % ctx.label,
    )
    return [DefaultInfo(files = depset([object]))]

_emulated_half = rule(
    implementation = _emulated_half_impl,
    attrs = {
        "deps": attr.label_list(providers = [CcInfo]),
        "functions": attr.string_list(mandatory = True),
        "ptx_deps": attr.label_list(cfg = ptx_transition, providers = [CcInfo]),
        "_allowlist_function_transition": ALLOW_TRANSITIONS,
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
        "_runtime": attr.label(default = "//emulator:cudart", providers = [CcInfo]),
        # What //:cuda_runtime may stand for instead.
        "_toolkit_runtime": attr.label_list(default = [
            "//:toolkit_runtime",
            "//emulator:control_absent",
            "@cuda//:cudart_static",
        ]),
    },
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)

def emulated_half(name, functions, deps, **kwargs):
    """An object file for the srcs of a cc_library.

    The C++ code is that of the build it stands in, compiled once for both runtimes; CUDA code is PTX alone, whatever
    //bazel/cuda:code says.

    Args:
      name: of the object
      functions: with C linkage, the only symbols that the object shows
      deps: libraries that define them, and what they need
      **kwargs: as in any rule
    """
    _emulated_half(name = name, functions = functions, deps = deps, ptx_deps = deps, **kwargs)
