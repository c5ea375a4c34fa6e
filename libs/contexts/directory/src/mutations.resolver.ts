import type { Officer } from '@gongkai/kernel';
import {
  CurrentOfficer,
  mutationsOf,
  sendInput,
  toGraphql,
  type CommandInput,
} from '@gongkai/nest';
import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { AgencyCommand, DivisionCommand, GovernmentCommand } from './commands.js';
import { resolveGovernment } from './resolve.js';
import { TREE, type Tree } from './tree.js';

type Named = CommandInput & { government: string };

@Resolver()
export class DirectoryCommandsResolver extends mutationsOf(
  [
    DivisionCommand,
    {
      listDivision: 'list',
      renameDivision: 'rename',
      recodeDivision: 'recode',
      moveDivision: 'move',
      mergeDivision: 'merge',
      abolishDivision: 'abolish',
    },
  ],
  [GovernmentCommand, { joinGovernment: 'join' }],
  [
    AgencyCommand,
    {
      registerAgency: 'register',
      renameAgency: 'rename',
      recodeAgency: 'recode',
      moveAgency: 'move',
      mergeAgency: 'merge',
      abolishAgency: 'abolish',
      fillAgencyPost: 'fillPost',
      handOverAgencyPost: 'handOverPost',
    },
  ],
) {
  constructor(
    @Inject(CommandBus) bus: CommandBus,
    @Inject(TREE) private readonly tree: Tree,
  ) {
    super(bus);
  }

  @Mutation('renameGovernment')
  renameGovernment(@CurrentOfficer() officer: Officer, @Args('input') input: Named) {
    const tenant = resolveGovernment(this.tree, input.government);
    if (typeof tenant !== 'string') return toGraphql(tenant);
    const named = { ...input, government: tenant };
    return sendInput(this.bus, GovernmentCommand, officer, named, 'rename');
  }
}
