/** Ids by key, each once. Most keys have one id, which is kept bare. */
export class Several {
  private readonly ids = new Map<string, string | string[]>();

  add(key: string, id: string): void {
    const known = this.ids.get(key);
    if (known === undefined) this.ids.set(key, id);
    else if (typeof known === 'string') {
      if (known !== id) this.ids.set(key, [known, id]);
    } else if (!known.includes(id)) known.push(id);
  }

  at(key: string): readonly string[] {
    const known = this.ids.get(key);
    return known === undefined ? [] : typeof known === 'string' ? [known] : known;
  }
}
