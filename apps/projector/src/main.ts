import '@gongkai/required-node';

process.env['NODE_ENV'] ??= 'production';
const { runService } = await import('@gongkai/platform');
process.exitCode = await runService('projector');
