// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The pieces of the parser. Each function reads what its name says from the stream and leaves it at the first token
// after; false means that the stream holds the error.
#ifndef GATEFUZZ_EMULATOR_PTX_PARSER_INTERNAL_H_
#define GATEFUZZ_EMULATOR_PTX_PARSER_INTERNAL_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "emulator/ptx/module.h"
#include "emulator/ptx/name_scope.h"
#include "emulator/ptx/token_stream.h"

namespace gatefuzz::ptx {

// Bounds that keep memory linear in the text, and loading of hostile text cheap. Real modules stay far below.
inline constexpr uint64_t kMaxVariableBytes = uint64_t{1} << 40;
inline constexpr uint64_t kMaxPaddingBytes = uint64_t{64} << 20;  // holes inside initialisers, all of a module
inline constexpr int kMaxRegisters = 1 << 20;                     // of one function
inline constexpr int kMaxFiles = 1 << 16;
inline constexpr int kMaxOperandDepth = 4;
inline constexpr int kMaxDimensions = 8;

struct ParserState {
  TokenStream tokens;
  Module* module;
  uint64_t padding_left = kMaxPaddingBytes;
  std::unordered_map<std::string, int> function_index = {};  // by name, into module->functions
  // Labels of .debug_str. Frames name theirs before the section comes: until the end, SourceFrame::function is an index
  // of `function_names`.
  std::unordered_map<std::string, int64_t> debug_labels = {};        // by name, into module->debug_strings
  std::vector<std::pair<std::string, int64_t>> function_names = {};  // label and what is added to it
};

// Where a function body stands.
struct BodyState {
  Function* function;
  NameScopes names = {};
  int frame = 0;                                    // of the last .loc, an index of Module::frames
  int registers = 0;                                // declared so far
  std::map<std::array<int, 3>, int> frame_at = {};  // by file, line and column: the latest frame there
};

// parser_variable.cc. ParseVariables: what follows ".global" and the like, up to but without the semicolon.
bool ParseVariables(ParserState* state, Space space, bool is_extern, std::vector<Variable>* variables);
bool ParseParameterList(ParserState* state, std::vector<Variable>* parameters);  // "( ... )"
bool SpaceFromDirective(const Token& token, Space* space);                       // .const .global .local .param .shared
bool SkipParenthesised(TokenStream* tokens);

// parser_initializer.cc: what follows "=". `dimensions`: of the array, outermost first; 0 for an open outermost one.
bool ParseInitializer(ParserState* state, const std::vector<uint64_t>& dimensions, Variable* variable);

// parser_function.cc: what follows ".entry" or ".func"
bool ParseFunction(ParserState* state, bool is_entry, bool is_extern);

// parser_body.cc: what follows the function's opening brace, up to and with the closing one.
bool ParseBody(ParserState* state, BodyState* body);

// parser_directive.cc: directives that may stand anywhere. Each begins after its own name.
bool ParseFile(ParserState* state);
bool ParseLoc(ParserState* state, BodyState* body);
// At the end of the text: gives instructions their place, and frames the names of their functions.
void ResolvePlaces(ParserState* state);
bool ParseSection(ParserState* state);

// parser_instruction.cc: from a guard or a mnemonic to the semicolon. `mnemonic` was consumed if it is not null.
bool ParseInstruction(TokenStream* tokens, const Token* mnemonic, BodyState* body);

// parser_operand.cc. `undeclared` is set if the operand uses a name that the body has not declared so far.
bool ParseOperand(TokenStream* tokens, const BodyState& body, int depth, Operand* operand, bool* undeclared);

}  // namespace gatefuzz::ptx

#endif  // GATEFUZZ_EMULATOR_PTX_PARSER_INTERNAL_H_
