import type { Call, Officer, Receipt, Rejection } from '@gongkai/kernel';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation } from '@nestjs/graphql';
import { toGraphql } from './result.js';
import { CurrentOfficer, officerCall } from './viewer.js';

/** What every mutation of a command is given. */
export type CommandInput = { commandId: string; expectedRevision?: number | null };
export type MutationResult = Promise<Record<string, unknown>>;
type CommandClass = new (call: Call, data: unknown) => object;
type Body = Record<string, unknown>;
/** The data of a command, made of the fields of its input, where they differ. */
type DataOf = (body: Body, type: string) => object;
/** The commands of one class: mutation → type of the command. */
type Commands = readonly [CommandClass, Readonly<Record<string, string>>, DataOf?];
type NameIn<T> = T extends readonly [unknown, infer Types, ...unknown[]] ? keyof Types : never;

/** GraphQL sends null for what was left out; a command has only what was given. */
export const given = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(given);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null && part !== undefined)
      .map(([key, part]) => [key, given(part)]),
  );
};

/** Sends an input as the command of a type, and answers as CommandResult does. */
export const sendInput = async (
  bus: CommandBus,
  Command: CommandClass,
  officer: Officer,
  input: CommandInput,
  type: string,
  dataOf: DataOf = (body) => body,
  answer: (outcome: Receipt | Rejection) => Record<string, unknown> = toGraphql,
): MutationResult => {
  const { commandId: _, expectedRevision: __, ...body } = input;
  // Which mutation it was belongs to the body: the same id for another one is a reuse.
  const call = officerCall(officer, { ...input, type } as CommandInput);
  const command = new Command(call, { type, ...dataOf(body, type) });
  return answer(await bus.execute<object, Receipt | Rejection>(command));
};

/**
 * A resolver with one method per mutation that is one command, named and decorated as if each were
 * written out; a resolver with more to it extends this one:
 *
 *     @Resolver()
 *     export class CapacityMutations extends mutationsOf(
 *       [ResourceCommand, { provideResource: 'enter', correctResource: 'correct' }],
 *       [FundsCommand, { allotFunds: 'enter' }, (body) => given(body) as object],
 *     ) {}
 */
export const mutationsOf = <const T extends readonly Commands[]>(...commands: T) => {
  class Mutations {
    constructor(@Inject(CommandBus) readonly bus: CommandBus) {}
  }
  const { prototype } = Mutations;
  for (const [Command, types, dataOf] of commands)
    for (const [name, type] of Object.entries(types)) {
      const value = function (this: Mutations, officer: Officer, input: CommandInput) {
        return sendInput(this.bus, Command, officer, input, type, dataOf);
      };
      Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
      CurrentOfficer()(prototype, name, 0);
      Args('input')(prototype, name, 1);
      Mutation(name)(prototype, name, Object.getOwnPropertyDescriptor(prototype, name)!);
    }
  return Mutations as new (bus: CommandBus) => Mutations & {
    [Name in NameIn<T[number]>]: (officer: Officer, input: CommandInput & Body) => MutationResult;
  };
};
