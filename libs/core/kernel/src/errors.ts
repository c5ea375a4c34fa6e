/**
 * Gate errors: transport, JSON, limits, sign-in, tenancy, files. An HTTP status with
 * `{code, zh, en, requestId}`, in GraphQL the same in `extensions`. Refusals of the law, the state
 * or the shape of a command are rejections instead (decider.ts).
 */
export const gateErrors = {
  BAD_JSON: { status: 400, zh: '请求内容不是有效的 JSON。', en: 'The body is not valid JSON.' },
  JSON_TOO_DEEP: {
    status: 400,
    zh: 'JSON 嵌套过深(上限 32 层)。',
    en: 'The JSON is nested too deep (32 at most).',
  },
  JSON_DUPLICATE_KEY: { status: 400, zh: 'JSON 中有重复的键。', en: 'The JSON has a key twice.' },
  NUMBER_OUT_OF_RANGE: {
    status: 400,
    zh: '数字超出可精确表示的范围。',
    en: 'A number is outside the exact range.',
  },
  BAD_ENCODING: { status: 400, zh: '编码不是 UTF-8。', en: 'The encoding is not UTF-8.' },
  BODY_TOO_LARGE: { status: 413, zh: '请求内容超过上限。', en: 'The body is over the limit.' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    zh: '内容类型须为 application/json。',
    en: 'The content type must be application/json.',
  },
  METHOD_NOT_ALLOWED: { status: 405, zh: '不允许此请求方法。', en: 'This method is not allowed.' },
  REQUEST_TIMEOUT: {
    status: 408,
    zh: '请求未在规定时间内发完。',
    en: 'The request did not arrive in time.',
  },
  HEADERS_TOO_LARGE: { status: 431, zh: '请求头超过上限。', en: 'The headers are over the limit.' },
  PRECONDITION_FAILED: {
    status: 412,
    zh: '文件与所述版本不符。',
    en: 'The file is not the one you named.',
  },
  RANGE_NOT_SATISFIABLE: {
    status: 416,
    zh: '所请求的字节范围无效。',
    en: 'The byte range cannot be served.',
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    zh: '同时进行的请求过多,请稍后再试。',
    en: 'Too many requests at once; try again shortly.',
  },
  BAD_REQUEST: { status: 400, zh: '请求无法理解。', en: 'The request cannot be understood.' },
  TEXT_CONTROL_CHAR: {
    status: 400,
    zh: '文字中含有控制字符。',
    en: 'The text holds a control character.',
  },
  TEXT_NOT_WELLFORMED: {
    status: 400,
    zh: '文字中含有不完整的字符。',
    en: 'The text holds half a character.',
  },
  TYPE_MISMATCH: { status: 400, zh: '值的类型不符。', en: 'A value is of the wrong type.' },
  UNKNOWN_FIELD: { status: 400, zh: '含有未知字段。', en: 'There is an unknown field.' },
  GRAPHQL_PARSE_FAILED: {
    status: 400,
    zh: '查询语句有语法错误。',
    en: 'The query has a syntax error.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    zh: '查询与接口定义不符。',
    en: 'The query does not fit the schema.',
  },
  QUERY_TOO_DEEP: { status: 400, zh: '查询嵌套过深。', en: 'The query is too deep.' },
  QUERY_TOO_MANY_ALIASES: {
    status: 400,
    zh: '查询中别名过多。',
    en: 'The query has too many aliases.',
  },
  QUERY_TOO_MANY_TOKENS: { status: 400, zh: '查询过长。', en: 'The query has too many tokens.' },
  QUERY_TOO_COSTLY: {
    status: 400,
    zh: '查询代价过高,请减少条目或嵌套。',
    en: 'The query is too costly; ask for fewer rows or less nesting.',
  },
  PAGE_SIZE: { status: 400, zh: '每页条数须在 1 至 100 之间。', en: 'A page holds 1 to 100 rows.' },
  CURSOR_INVALID: {
    status: 400,
    zh: '翻页标记无效,请从第一页重新查询。',
    en: 'The cursor is not valid here; start from the first page.',
  },
  BATCHING_DISABLED: {
    status: 400,
    zh: '不接受批量查询。',
    en: 'Batched queries are not accepted.',
  },
  INTROSPECTION_DISABLED: { status: 400, zh: '未开放接口自省。', en: 'Introspection is off.' },
  CSRF: {
    status: 400,
    zh: '此请求不是由接口客户端发出。',
    en: 'The request did not come from an API client.',
  },
  UNAUTHENTICATED: { status: 401, zh: '请先登录。', en: 'Sign in first.' },
  SIGN_IN_FAILED: {
    status: 401,
    zh: '账号或口令不正确。',
    en: 'The account or the password is not right.',
  },
  TOO_MANY_ATTEMPTS: {
    status: 429,
    zh: '尝试次数过多,请稍后再试。',
    en: 'Too many attempts; try again later.',
  },
  FORBIDDEN: { status: 403, zh: '您的职责不包括此操作。', en: 'Your role does not include this.' },
  SEPARATION_OF_DUTIES: {
    status: 403,
    zh: '此步骤须由另一人办理。',
    en: 'Another person must take this step.',
  },
  NOT_FOUND: { status: 404, zh: '没有找到。', en: 'Not found.' },
  POSITION_UNKNOWN: {
    status: 409,
    zh: '日志中没有这一位置(可能是恢复备份之前给出的);请不带位置重新查询。',
    en: 'The log holds no such position, which may date from before a restore; ask again without it.',
  },
  PERSON_ERASED: {
    status: 410,
    zh: '此人的信息已依法删除。',
    en: 'The data of this person has been erased.',
  },
  FILE_REJECTED: {
    status: 422,
    zh: '文件类型或内容不被接受。',
    en: 'The kind or content of the file is not accepted.',
  },
  FILE_CLASSIFIED: {
    status: 422,
    zh: '标有密级的文件不得上传,只能登记为线下办理。',
    en: 'A document with a secrecy mark may not be uploaded; note it as handled outside.',
  },
  STORAGE_FULL: {
    status: 507,
    zh: '存储空间已满,腾出空间后自动恢复。',
    en: 'The disk is full; service resumes when there is room.',
  },
  SERVICE_BUSY: {
    status: 503,
    zh: '服务繁忙,请稍后重试。',
    en: 'The service is busy; try again shortly.',
  },
  TENANT_INCOMPLETE: {
    status: 503,
    zh: '该政府的数据正在修复,暂不可读。',
    en: 'The data of this government is being repaired.',
  },
  INTERNAL: {
    status: 500,
    zh: '系统内部错误,请凭请求编号联系管理员。',
    en: 'Internal error; give the request id to the operator.',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;

export type GateCode = keyof typeof gateErrors;

export class GateError extends Error {
  readonly status: number;
  readonly zh: string;
  readonly en: string;
  constructor(
    readonly code: GateCode,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
    this.name = 'GateError';
    ({ status: this.status, zh: this.zh, en: this.en } = gateErrors[code]);
  }
}
