// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A PTX module as parsed: names resolved to nothing yet, every instruction kept with its text and place. Plain data.
// Source of the definitions: the PTX ISA manual, 9.0.
#ifndef GATEFUZZ_EMULATOR_PTX_MODULE_H_
#define GATEFUZZ_EMULATOR_PTX_MODULE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatefuzz::ptx {

enum class Type : uint8_t {
  kNone,
  kB8,
  kB16,
  kB32,
  kB64,
  kB128,
  kU8,
  kU16,
  kU32,
  kU64,
  kS8,
  kS16,
  kS32,
  kS64,
  kU16x2,
  kS16x2,
  kF16,
  kF16x2,
  kBF16,
  kBF16x2,
  kF32,
  kF64,
  kPred,
};
int TypeBytes(Type type);                  // 0 for kNone and kPred
const char* TypeName(Type type);           // "u32"; "" for kNone
Type TypeFromName(std::string_view name);  // kNone if there is no such type

enum class Space : uint8_t { kGeneric, kConst, kGlobal, kLocal, kParam, kShared };

// Where an instruction came from: .loc of nvcc -lineinfo. file 0: none.
struct SourceLocation {
  int file = 0;  // index into Module::files
  int line = 0;
};

// A place as .loc gives it, and, where it stands in a function that was inlined, that function and the call of it.
struct SourceFrame {
  SourceLocation place;
  int column = 0;
  int caller = 0;         // a lower index into Module::frames; 0: none
  int64_t function = -1;  // where in Module::debug_strings the inlined function's mangled name starts; -1: not known
};

struct Operand {
  enum class Kind : uint8_t {
    kRegister,  // name: "%r1", "%p2", "%tid.x"
    kInteger,   // bits: the value, sign-extended to 64 bits
    kFloat32,   // bits: a 0f literal's 32 bits
    kFloat64,   // bits: a 0d literal's or decimal literal's 64 bits
    kSymbol,    // name: a variable, function or label; offset may be added
    kAddress,   // [base + offset]: `name` is a register or symbol, or empty for an absolute address. More operands
                // inside the brackets (tensor coordinates) are `parts`
    kVector,    // {a, b, c, d}: parts
    kPair,      // d|p: parts[0] | parts[1]
    kList,      // (a, b): parts; the argument lists of call
    kSink,      // _
  };
  Kind kind = Kind::kRegister;
  bool negated = false;  // !%p or -%r
  std::string name;
  uint64_t bits = 0;
  int64_t offset = 0;
  std::vector<Operand> parts;
};

struct Instruction {
  std::string mnemonic;                // "add"
  std::vector<std::string> modifiers;  // "rn", "f32": without dots, in order; may hold "::" parts as written
  std::string guard;                   // "%p1", or empty
  bool guard_negated = false;
  std::vector<Operand> operands;  // of call always four: kList, function, kList, prototype (kSymbol, may be "")
  int ptx_line = 0;
  SourceLocation source;
  int frame = 0;     // index into Module::frames: where exactly, inlined calls included
  std::string text;  // as written, white space normalised, without the final ;
};

struct Variable {
  std::string name;
  Space space = Space::kGlobal;
  Type type = Type::kB8;
  int alignment = 1;
  uint64_t bytes = 0;  // total size; 0 for an unsized extern array
  bool is_extern = false;
  bool is_parameter_array = false;
  std::vector<uint8_t> initial;  // the bytes of the initialiser, at most `bytes`; what follows them is zero
  struct Relocation {            // an initialiser that is the address of another symbol
    uint64_t at = 0;             // byte offset in the variable
    std::string symbol;
    int64_t addend = 0;
    bool generic = false;  // generic(symbol)
    int bytes = 8;
    int shift = 0;  // 0xFF00(symbol): the address is first shifted right by so many bits
  };
  std::vector<Relocation> relocations;
};

struct RegisterDeclaration {
  std::string name;  // "%r" with count > 0 means %r0 .. %r(count-1), else one register
  Type type = Type::kB32;
  int count = 0;
};

struct Label {
  std::string name;
  int instruction = 0;  // index of the instruction it precedes (may be instructions.size())
};

// .branchtargets: the jump table of a brx.idx (or .calltargets: the functions that an indirect call may reach).
struct BranchTable {
  std::string name;
  std::vector<std::string> labels;
};

// The .callprototype of an indirect call.
struct Prototype {
  std::string name;
  std::vector<Variable> returns;
  std::vector<Variable> parameters;
};

struct Function {
  std::string name;
  bool is_entry = false;
  bool is_declaration = false;  // .extern or a prototype without body
  std::vector<Variable> parameters;
  std::vector<Variable> returns;
  std::vector<RegisterDeclaration> registers;
  std::vector<Variable> variables;  // .local, .shared and .param (call argument) variables of the body
  std::vector<Instruction> instructions;
  std::vector<Label> labels;
  std::vector<BranchTable> branch_tables;
  std::vector<Prototype> prototypes;
  int max_threads = 0;  // .maxntid product, 0: not given
  int ptx_line = 0;
};

struct Module {
  std::string version;  // "9.0"
  std::string target;   // "sm_90"
  int address_size = 64;
  std::vector<std::string> files;   // index as .file says; [0] is empty
  std::vector<SourceFrame> frames;  // [0]: no place
  std::string debug_strings;        // of .section .debug_str: names, each ended by a zero byte
  std::vector<Variable> variables;  // module scope
  std::vector<Function> functions;
};

// Names declared inside { } scopes of a function (nvcc's call sequences, inline PTX) are made unique by the parser, so
// that a function's names form one flat set.
struct ParseError {
  int line = 0;
  std::string message;  // names the text and what was expected
};

// Parses PTX text: any bytes give a module or an error, never undefined behaviour; time and memory linear in the input.
// Returns true and fills `module`, or false and fills `error`.
bool Parse(std::string_view text, Module* module, ParseError* error);

}  // namespace gatefuzz::ptx

#endif  // GATEFUZZ_EMULATOR_PTX_MODULE_H_
