/** A link as text that selects itself, for where copying is not allowed, and to see what it is. */
export function LinkField({ link }: { readonly link: string }) {
  return (
    <input
      className="input link-field"
      aria-label="Link"
      readOnly
      value={link}
      onFocus={(event) => event.target.select()}
    />
  );
}
