import type { Officer, Receipt, Rejection } from '@gongkai/kernel';
import { CurrentOfficer, officerCall, toGraphql } from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { AgencyCommand, DivisionCommand, GovernmentCommand } from './commands.js';
import { resolveGovernment } from './resolve.js';
import { TREE, type Tree } from './tree.js';

type Input = { commandId: string; expectedRevision?: number | null } & Record<string, unknown>;
type Kind = new (...args: ConstructorParameters<typeof AgencyCommand>) => object;

@Resolver()
export class DirectoryCommandsResolver {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(TREE) private readonly tree: Tree,
  ) {}

  @Mutation()
  listDivision(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(DivisionCommand, officer, 'list', input);
  }

  @Mutation()
  renameDivision(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(DivisionCommand, officer, 'rename', input);
  }

  @Mutation()
  recodeDivision(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(DivisionCommand, officer, 'recode', input);
  }

  @Mutation()
  moveDivision(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(DivisionCommand, officer, 'move', input);
  }

  @Mutation()
  mergeDivision(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(DivisionCommand, officer, 'merge', input);
  }

  @Mutation()
  abolishDivision(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(DivisionCommand, officer, 'abolish', input);
  }

  @Mutation()
  joinGovernment(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(GovernmentCommand, officer, 'join', input);
  }

  @Mutation()
  renameGovernment(
    @CurrentOfficer() officer: Officer,
    @Args('input') input: Input & { government: string },
  ) {
    const tenant = resolveGovernment(this.tree, input.government);
    return typeof tenant === 'string'
      ? this.send(GovernmentCommand, officer, 'rename', { ...input, government: tenant })
      : toGraphql(tenant);
  }

  @Mutation()
  registerAgency(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(AgencyCommand, officer, 'register', input);
  }

  @Mutation()
  renameAgency(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(AgencyCommand, officer, 'rename', input);
  }

  @Mutation()
  recodeAgency(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(AgencyCommand, officer, 'recode', input);
  }

  @Mutation()
  moveAgency(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(AgencyCommand, officer, 'move', input);
  }

  @Mutation()
  mergeAgency(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(AgencyCommand, officer, 'merge', input);
  }

  @Mutation()
  abolishAgency(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(AgencyCommand, officer, 'abolish', input);
  }

  @Mutation()
  fillAgencyPost(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(AgencyCommand, officer, 'fillPost', input);
  }

  @Mutation()
  handOverAgencyPost(@CurrentOfficer() officer: Officer, @Args('input') input: Input) {
    return this.send(AgencyCommand, officer, 'handOverPost', input);
  }

  /** The kind of command is part of the body: the same id for another operation is a reuse. */
  private async send(Command: Kind, officer: Officer, type: string, input: Input) {
    const { commandId: _, expectedRevision: __, ...fields } = input;
    const body = { ...input, type };
    const command = new Command(officerCall(officer, body), { ...fields, type });
    return toGraphql(await this.bus.execute<object, Receipt | Rejection>(command));
  }
}
