# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0

"""cuda_library: CUDA C++ as a C++ library that runs on the runtime of //:cuda_runtime. cuda_ptx: its PTX alone."""

load("@cuda//:toolkit.bzl", "TOOLKIT")
load("//bazel:transitions.bzl", "ALLOW_TRANSITIONS", "plain_transition")
load("//bazel/cuda:code.bzl", "CudaCodeInfo")

_PTX = ["-gencode=arch=compute_90,code=compute_90"]

def _gencode(code, minimum):
    if code == "ptx":
        return _PTX
    architectures = [
        sm
        for sm in (TOOLKIT.gpu_code if code == "gpu" else [code])
        if int(sm[len("sm_"):]) >= minimum
    ]
    return ["-gencode=arch=%s,code=%s" % (sm.replace("sm_", "compute_"), sm) for sm in architectures] + _PTX

def _flags(ctx, headers):
    """nvcc's arguments but for source and object."""
    args = ctx.actions.args()
    args.add("-std=c++17")
    args.add_all(["-O3", "-lineinfo", "--no-compress"])
    args.add("-ccbin", TOOLKIT.host_compiler)
    if TOOLKIT.version.startswith("11.") or TOOLKIT.version.startswith("12."):
        # Toolkits that are older than clang 19 accept it once told to.
        args.add("-allow-unsupported-compiler")
    args.add_all(["-Werror", "all-warnings"])
    args.add_all(["-Xcompiler", "-fPIC,-Wall,-Wextra,-Werror"])
    code = "ptx" if ctx.attr.ptx_only else ctx.attr._code[CudaCodeInfo].value
    args.add_all(_gencode(code, ctx.attr.minimum_compute_capability))
    args.add_all(headers.defines, before_each = "-D")
    args.add_all(headers.quote_includes, before_each = "-I")
    args.add_all(headers.includes, before_each = "-I")

    # The Toolkit's headers are not ours to warn about. nvcc itself adds their folder with -I, to which this takes
    # precedence.
    if TOOLKIT.include:
        args.add("-isystem", TOOLKIT.include)

    # @cuda has links to some of the same headers.
    args.add_all(
        [path for path in headers.system_includes.to_list() if not path.endswith("external/cuda/include")],
        before_each = "-isystem",
    )
    args.add_all(ctx.attr.copts)
    return args

def _compile(ctx, source, headers):
    """One .cu to one object; the PTX is kept beside it."""
    stem = "_objs/%s/%s" % (ctx.label.name, source.basename[:-len(".cu")])
    object = ctx.actions.declare_file(stem + ".o")
    ptx = ctx.actions.declare_file(stem + ".ptx")
    ends = ctx.actions.args()
    ends.add(ptx)
    ends.add(TOOLKIT.nvcc)
    ctx.actions.run(
        arguments = [ends, _flags(ctx, headers), "-c", source.path, "-o", object.path],
        # The version is there so that another Toolkit is another action.
        env = {"LC_ALL": "C", "NVCC_VERSION": TOOLKIT.version, "PATH": "/usr/bin:/bin"},
        executable = ctx.executable._nvcc,
        inputs = depset([source] + ctx.files.hdrs + ctx.files._toolkit, transitive = [headers.headers]),
        mnemonic = "Nvcc",
        outputs = [object, ptx],
        progress_message = "Compiling %s with nvcc" % source.short_path,
    )
    return object, ptx

def _cuda_objects_impl(ctx):
    own = cc_common.create_compilation_context(
        defines = depset(ctx.attr.defines),
        quote_includes = depset([".", ctx.bin_dir.path, ctx.genfiles_dir.path]),
    )
    headers = cc_common.merge_cc_infos(
        cc_infos = [CcInfo(compilation_context = own)] + [dep[CcInfo] for dep in ctx.attr.deps],
    ).compilation_context
    compiled = [_compile(ctx, source, headers) for source in ctx.files.srcs]
    objects = depset([object for object, _ in compiled])
    ptx = depset([ptx for _, ptx in compiled])

    toolchain = ctx.attr._cc_toolchain[cc_common.CcToolchainInfo]
    linking, _ = cc_common.create_linking_context_from_compilation_outputs(
        actions = ctx.actions,
        alwayslink = True,  # Kernels register themselves from static constructors.
        cc_toolchain = toolchain,
        compilation_outputs = cc_common.create_compilation_outputs(objects = objects, pic_objects = objects),
        disallow_dynamic_library = True,
        feature_configuration = cc_common.configure_features(
            cc_toolchain = toolchain,
            ctx = ctx,
            requested_features = ctx.features,
            unsupported_features = ctx.disabled_features,
        ),
        name = ctx.label.name,
    )
    files = ptx if ctx.attr.ptx_only else objects
    return [
        DefaultInfo(files = files, runfiles = ctx.runfiles(transitive_files = files)),
        OutputGroupInfo(ptx = ptx),
        CcInfo(linking_context = linking),
    ]

_cuda_objects = rule(
    implementation = _cuda_objects_impl,
    attrs = {
        "copts": attr.string_list(),
        "defines": attr.string_list(),
        "deps": attr.label_list(providers = [CcInfo]),
        "hdrs": attr.label_list(allow_files = True),
        "minimum_compute_capability": attr.int(),
        "ptx_only": attr.bool(doc = "The PTX, rather than the objects, is what building the target gives."),
        "srcs": attr.label_list(allow_files = [".cu"]),
        "_allowlist_function_transition": ALLOW_TRANSITIONS,
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
        "_code": attr.label(default = "//bazel/cuda:code"),
        "_nvcc": attr.label(cfg = "exec", default = "//bazel/cuda:nvcc", executable = True),
        "_toolkit": attr.label(default = "@cuda//:present"),
    },
    cfg = plain_transition,
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)

def cuda_library(name, srcs, hdrs = [], deps = [], copts = [], defines = [], minimum_compute_capability = 0, **kwargs):
    """A library from CUDA sources, for cc_library, cc_test, cc_binary and other cuda_libraries to depend on.

    Also yields `<name>_cu`, the objects, whose output group `ptx` is the PTX text. Depending on a cuda_library brings
    <cuda_runtime.h> and links the runtime.

    Args:
      name: name of the library
      srcs: .cu files, C++17
      hdrs: headers, which may be included from C++ too
      deps: libraries that srcs or hdrs include
      copts: more arguments for nvcc
      defines: macros for srcs and for whoever depends on the library
      minimum_compute_capability: of the GPUs that srcs can be compiled for, such as 90; older ones get no code
      **kwargs: as in cc_library
    """
    common = {key: kwargs[key] for key in ["tags", "testonly"] if key in kwargs}
    _cuda_objects(
        name = name + "_cu",
        srcs = srcs,
        hdrs = hdrs,
        copts = copts,
        defines = defines,
        minimum_compute_capability = minimum_compute_capability,
        deps = deps,
        visibility = ["//visibility:private"],
        **common
    )
    native.cc_library(
        name = name,
        hdrs = hdrs,
        defines = defines,
        # The objects first: what they need comes after them on the linker's command line.
        deps = [":%s_cu" % name] + deps + [
            "@cuda//:headers",
            "//:cuda_runtime",
        ],
        **kwargs
    )

def cuda_ptx(name, srcs, hdrs = [], deps = [], copts = [], defines = [], **kwargs):
    """The PTX text of CUDA sources, one <source>.ptx each, as cuda_library embeds it whatever else it embeds."""
    _cuda_objects(
        name = name,
        srcs = srcs,
        hdrs = hdrs,
        copts = copts,
        defines = defines,
        ptx_only = True,
        deps = deps,
        **kwargs
    )
