declare module 'opencc-js/dict/TSCharacters' {
  /** Pairs of a traditional character and its simplified forms, the first the usual one. */
  const pairs: string;
  export default pairs;
}
