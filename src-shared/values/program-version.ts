/** Which build this is, for support: the version of package.json, which a bundle does not carry with it. */
export const programVersion = '0.1.0';
