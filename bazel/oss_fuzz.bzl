# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0

"""What OSS-Fuzz, ClusterFuzz and ClusterFuzzLite take for one fuzz target: files side by side in one folder."""

# Inputs above that size are never made by the targets' own mutators; the rest is as in campaigns (campaign/worker.cc).
_OPTIONS = """[libfuzzer]
max_len = 65536
len_control = 0
"""

# The output file of that ending.
def _out(ctx, ending):
    return ctx.actions.declare_file("%s/%s%s" % (ctx.attr.folder, ctx.attr.target_name, ending))

# A link would not survive outside Bazel's folders.
def _copy(ctx, source, ending):
    output = _out(ctx, ending)
    ctx.actions.run_shell(
        inputs = [source],
        outputs = [output],
        command = "cp -L \"$1\" \"$2\"",
        arguments = [source.path, output.path],
        mnemonic = "OssFuzzCopy",
    )
    return output

def _oss_fuzz_target_impl(ctx):
    files = [_copy(ctx, ctx.executable.binary, "")]
    options = _out(ctx, ".options")
    text = _OPTIONS
    if ctx.file.dictionary:
        dictionary = _copy(ctx, ctx.file.dictionary, ".dict")
        files.append(dictionary)
        text += "dict = %s\n" % dictionary.basename
    ctx.actions.write(options, text)
    files.append(options)

    if ctx.files.corpus:
        corpus = _out(ctx, "_seed_corpus.zip")
        arguments = ctx.actions.args()
        arguments.add(corpus)
        arguments.add_all(ctx.files.corpus)
        ctx.actions.run_shell(
            inputs = ctx.files.corpus,
            outputs = [corpus],
            # Flat, and without what differs from run to run.
            command = "out=$PWD/$1; shift; zip -q -X -j \"$out\" \"$@\"",
            arguments = [arguments],
            mnemonic = "OssFuzzCorpus",
        )
        files.append(corpus)
    return [DefaultInfo(files = depset(files))]

# The files NAME, NAME.options, and, where there are such, NAME.dict and NAME_seed_corpus.zip in a folder of the
# package, which several targets may share.
oss_fuzz_target = rule(
    implementation = _oss_fuzz_target_impl,
    attrs = {
        "target_name": attr.string(mandatory = True),
        "folder": attr.string(mandatory = True),
        "binary": attr.label(executable = True, cfg = "target", mandatory = True),
        "corpus": attr.label_list(allow_files = True),
        "dictionary": attr.label(allow_single_file = True),
    },
)
