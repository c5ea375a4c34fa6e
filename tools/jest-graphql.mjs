/** Lets specs import an SDL file as a string, as the build does. */
export default {
  process: (text) => ({ code: `export default ${JSON.stringify(text)};` }),
};
