import { ConfigError, readConfig } from './config.js';

const refused = (env: Readonly<Record<string, string>>): ConfigError => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('accepted');
};

describe('the configuration', () => {
  it('is whole without a variable', () =>
    expect(readConfig({})).toMatchObject({ GONGKAI_PORT: 3000, GONGKAI_DATA: 'data' }));

  it.each([
    ['GONGKAI_PORT', 'x', '应为数字', 'must be a number'],
    ['GONGKAI_PORT', '1.5', '应为整数', 'must be a whole number'],
    ['GONGKAI_SHARES', '99', '不得超过 16', 'may be at most 16'],
    ['GONGKAI_SHARES', '0', '不得少于 1', 'must be at least 1'],
    ['GONGKAI_INTROSPECTION', 'yes', '应为其中之一:0、1', 'must be one of 0, 1'],
    ['GONGKAI_MASTER_KEY', '', '不能为空', 'may not be empty'],
    ['GONGKAI_MAIL_FROM', 'x', '不是邮件地址', 'not a mail address'],
    ['GONGKAI_URL', '::', '不是网址', 'not a web address'],
    ['GONGKAI_TIMESTAMP_URL', 'ftp://x', '不是网址', 'not a web address'],
    ['GONGKAI_INSTALLATION', 'A B', '应为主机名', 'must be a host name'],
    ['GONGKAI_SMTP_URL', 'x', '应为 smtp://… 或 smtps://…', 'must be smtp://… or smtps://…'],
    ['GONGKAI_MONGODB_DATABASE', 'a b', '应为至多 38 个字母', 'must be at most 38 letters'],
  ])('says of %s=%s what is wrong, in both languages', (variable, value, zh, en) => {
    const error = refused({ [variable]: value });
    expect(error).toMatchObject({ code: 'config.wrong', details: { variables: [variable] } });
    expect(error.zh).toContain(`配置有误:${variable} ${zh}`);
    expect(error.en).toContain(`Wrong configuration: ${variable} ${en}`);
  });

  it('names every variable that is wrong, and no value', () => {
    const error = refused({ GONGKAI_PORT: 'x', GONGKAI_MONGODB_URL: 'secret-host' });
    expect(error.zh).toBe(
      '配置有误:GONGKAI_PORT 应为数字;GONGKAI_MONGODB_URL 应为 mongodb://… 或 mongodb+srv://…。',
    );
    expect(error.en).toMatch(/GONGKAI_PORT .*; GONGKAI_MONGODB_URL /);
    expect(`${error.zh}${error.en}${JSON.stringify(error.details)}`).not.toContain('secret-host');
  });
});
