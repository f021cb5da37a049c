//! `SHA256SUMS`: the digest of every PDF, in the form that `sha256sum -c` reads.

use crate::catalogue::wire::Catalogue;

/// The file's path relative to the output folder.
pub const FILE: &str = "SHA256SUMS";

/// The checksums of every file that a catalogue lists, proof copies too, sorted by path.
pub fn of_catalogue(catalogue: &Catalogue) -> String {
    render(catalogue.files.iter().map(|file| (file.path.as_str(), file.sha256.as_str())))
}

/// One line for each pair of path and digest, sorted by path in the order of its bytes.
pub fn render<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort_unstable();
    files.iter().map(|(path, sha256)| format!("{sha256}  {path}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::sha256_hex;

    /// What `sha256sum -c` understands: 64 digits, two spaces, the path.
    fn parse(text: &str) -> Vec<(&str, &str)> {
        text.lines()
            .map(|line| {
                let (digest, path) = line.split_once("  ").unwrap();
                assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()));
                (path, digest)
            })
            .collect()
    }

    #[test]
    fn lines_are_sorted_and_can_be_checked() {
        let (one, two) = (sha256_hex(b"1"), sha256_hex(b"2"));
        let text = render([("zh-Hans/b.pdf", two.as_str()), ("km/a.pdf", one.as_str())]);
        assert_eq!(parse(&text), [("km/a.pdf", one.as_str()), ("zh-Hans/b.pdf", two.as_str())]);
        assert!(text.ends_with(".pdf\n"));
    }

    #[test]
    fn no_file_gives_an_empty_list() {
        assert_eq!(render([]), "");
    }
}
