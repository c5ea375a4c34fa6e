import { GateError, type Call, type Officer } from '@gongkai/kernel';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';

/** Who looks: the signed-in officer, or nobody in particular; made once per HTTP request. */
export type Viewer = { requestId: string; officer: Officer | null };

/** The context of every GraphQL operation. */
export type GraphqlContext = { viewer: Viewer };

/** Parameter decorator: the viewer, signed in or not. */
export const CurrentViewer = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    GqlExecutionContext.create(context).getContext<GraphqlContext>().viewer,
);

/** Parameter decorator: the signed-in officer; UNAUTHENTICATED without one. */
export const CurrentOfficer = createParamDecorator((_: unknown, context: ExecutionContext) =>
  officerOf(GqlExecutionContext.create(context).getContext<GraphqlContext>().viewer),
);

export const officerOf = (viewer: Viewer): Officer => {
  if (!viewer.officer) throw new GateError('UNAUTHENTICATED');
  return viewer.officer;
};

/** The call an officer makes: the tenant is the officer's own, the body is the input as sent. */
export const officerCall = (
  officer: Officer,
  { commandId, expectedRevision, ...body }: { commandId: string; expectedRevision?: number | null },
): Call => ({
  tenant: officer.tenant,
  caller: { kind: 'officer', officer },
  commandId,
  body,
  ...(expectedRevision === undefined || expectedRevision === null ? {} : { expectedRevision }),
});
