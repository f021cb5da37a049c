//! Files that were made to harm, or were harmed: a clear finding, soon, and never a panic.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lopdf::encryption::crypt_filters::{Aes128CryptFilter, CryptFilter};
use lopdf::{Dictionary, EncryptionState, EncryptionVersion, Object, Permissions, Stream, StringFormat, dictionary};

use crate::preflight::codes::{CONTENT, ENCRYPTED, TOO_LARGE, UNREADABLE};
use crate::preflight::tests::good::{Kit, picture_entries};
use crate::preflight::tests::{names, printer};
use crate::preflight::{check, check_file};

/// Zeros, packed; a thousandth of their number.
fn packed_zeros(number: usize) -> Vec<u8> {
    let mut stream = Stream::new(Dictionary::new(), vec![0; number]);
    stream.compress().expect("it can be packed");
    stream.content
}

#[test]
fn what_is_no_pdf_is_one_finding() {
    let mut bytes: Vec<Vec<u8>> = vec![Vec::new(), b"%PDF-1.6".to_vec(), b"hello".to_vec(), vec![0xff; 10_000]];
    bytes.push((0..100_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect());
    for bytes in bytes {
        let findings = check("a.pdf", &bytes, &printer("offset"));
        assert_eq!(names(&findings), [UNREADABLE.name].into());
        assert_eq!(findings.len(), 1);
    }
}

#[test]
fn a_file_cut_off_anywhere_ends_in_findings() {
    let bytes = Kit::good().bytes();
    for part in 0..40 {
        let cut = &bytes[..bytes.len() * part / 40];
        assert!(!check("a.pdf", cut, &printer("offset")).is_empty(), "{part}/40");
    }
}

/// The head and the tail of the file without the font, where the structure is.
#[test]
fn bytes_changed_anywhere_do_no_harm() {
    let mut kit = Kit::good();
    kit.write("font-file", b"x");
    kit.write("profile", b"x");
    let bytes = kit.bytes();
    let (offset, home) = (printer("offset"), printer("home"));
    for start in (0..bytes.len()).step_by(bytes.len() / 400) {
        let mut changed = bytes.clone();
        for (step, byte) in changed[start..].iter_mut().take(3).enumerate() {
            *byte = byte.wrapping_mul(31).wrapping_add((start + step) as u8);
        }
        check("a.pdf", &changed, &offset);
        check("a.pdf", &changed, &home);
    }
}

#[test]
fn a_locked_file_is_refused() {
    for password in ["", "secret"] {
        let mut kit = Kit::good();
        let filter: Arc<dyn CryptFilter> = Arc::new(Aes128CryptFilter);
        let version = EncryptionVersion::V4 {
            document: &kit.document,
            encrypt_metadata: true,
            crypt_filters: BTreeMap::from([(b"StdCF".to_vec(), filter)]),
            stream_filter: b"StdCF".to_vec(),
            string_filter: b"StdCF".to_vec(),
            owner_password: "owner",
            user_password: password,
            permissions: Permissions::all(),
        };
        let state = EncryptionState::try_from(version).expect("it can be locked");
        kit.document.encrypt(&state).expect("it can be locked");
        let findings = check("a.pdf", &kit.bytes(), &printer("home"));
        assert_eq!(names(&findings), [ENCRYPTED.name].into(), "{password:?}");
    }
}

#[test]
fn a_zip_bomb_is_told_and_not_unpacked() {
    let begun = Instant::now();
    let bomb = packed_zeros(250_000_000);
    let printer = printer("offset");
    // As content, as a form, as metadata, as a picture whose size is a lie.
    let mut content = Kit::good();
    content.write("content", b"");
    let id = content.ids["content"];
    let stream = content.document.get_object_mut(id).and_then(Object::as_stream_mut).expect("a stream");
    stream.dict.set("Filter", "FlateDecode");
    stream.set_content(bomb.clone());
    assert_eq!(names(&check("a.pdf", &content.bytes(), &printer)), [TOO_LARGE.name, "print-empty-page"].into());

    let mut picture = Kit::good();
    let id = picture.ids["picture"];
    picture.document.set_object(id, {
        let mut entries = picture_entries(120, 120, "DeviceCMYK", 8);
        entries.set("Filter", "FlateDecode");
        Stream::new(entries, bomb)
    });
    assert_eq!(names(&check("a.pdf", &picture.bytes(), &printer)), [TOO_LARGE.name].into());
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

#[test]
fn sizes_that_are_lies_are_told() {
    let mut kit = Kit::good();
    kit.entries("picture").set("Width", 2_000_000_000);
    kit.entries("picture").set("Height", 2_000_000_000);
    assert_eq!(names(&check("a.pdf", &kit.bytes(), &printer("offset"))), [TOO_LARGE.name].into());
    let mut kit = Kit::good();
    kit.entries("picture").set("Width", -5);
    kit.entries("picture").set("BitsPerComponent", Object::String(b"x".to_vec(), StringFormat::Literal));
    check("a.pdf", &kit.bytes(), &printer("offset"));
    let mut kit = Kit::good();
    kit.page(0).set("MediaBox", vec![Object::Real(f32::MAX), Object::Real(f32::MIN), 1.into(), 1.into()]);
    check("a.pdf", &kit.bytes(), &printer("offset"));
}

#[test]
fn a_page_tree_that_runs_in_a_circle_ends() {
    let mut kit = Kit::good();
    let tree = Object::Reference(kit.ids["tree"]);
    let first = Object::Reference(kit.pages[0]);
    kit.entries("tree").set("Kids", vec![first, tree]);
    assert!(names(&check("a.pdf", &kit.bytes(), &printer("offset"))).contains(UNREADABLE.name));
}

/// What the library cannot read it leaves out: that must not make a file good.
#[test]
fn parts_that_are_lost_are_told() {
    let find = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).position(|it| it == word).expect("the words");
    let spoilt = |from: &str, to: &str| {
        let mut kit = Kit::good();
        kit.write("content", b"0 0 0 1 k 60 300 40 40 re f % page content");
        let mut bytes = kit.bytes();
        let at = find(&bytes, from.as_bytes());
        bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
        names(&check("a.pdf", &bytes, &printer("home")))
    };
    assert!(!spoilt("% page content", "% page content").contains(UNREADABLE.name));
    // A stream whose length is a name, or is not there.
    for length in ["/Lengtx 42", "/Length /a"] {
        assert!(spoilt("/Length 42", length).contains(UNREADABLE.name), "{length}");
    }
    // An object that is none.
    assert!(spoilt("/Subtype/Type3", "/Subtype/Type3".replace("3", ")").as_str()).contains(UNREADABLE.name));
}

/// Streams of objects that are small, and fill the memory.
#[test]
fn objects_that_multiply_are_not_read() {
    let mut kit = Kit::good();
    for _ in 0..5 {
        let text = format!("9000 0 [{}]", "<<>>".repeat(2_000_000));
        let mut stream = Stream::new(dictionary! { "Type" => "ObjStn", "N" => 1, "First" => 7 }, text.into_bytes());
        stream.compress().expect("it can be packed");
        kit.document.add_object(stream);
    }
    // The library writes no streams of objects of somebody else.
    let mut bytes = kit.bytes();
    while let Some(at) = bytes.windows(6).position(|it| it == b"ObjStn") {
        bytes[at + 5] = b'm';
    }
    let begun = Instant::now();
    assert_eq!(names(&check("a.pdf", &bytes, &printer("offset"))), [TOO_LARGE.name].into());
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

/// Long texts in drawings that are shown often, functions of functions, spaces and fonts read again and again.
#[test]
fn what_takes_hours_is_not_followed_to_the_end() {
    let begun = Instant::now();
    let mut kit = Kit::good();
    let long = format!("BT /F0 9 Tf 60 500 Td <{}> Tj ET", "0028".repeat(500_000));
    let form = kit.document.add_object(Stream::new(dictionary! { "Subtype" => "Form" }, long.into_bytes()));
    kit.resource("XObject", "X", form.into());
    kit.paint(&"/X Do ".repeat(100_000));
    assert!(names(&check("a.pdf", &kit.bytes(), &printer("offset"))).contains(TOO_LARGE.name));

    let mut kit = Kit::good();
    let mut function = Object::Reference(kit.ids["gradient"]);
    for _ in 0..4 {
        let (parts, bounds) = (vec![function; 256], vec![Object::Real(0.5); 255]);
        let encode: Vec<Object> = (0..512).map(|at| Object::Integer(at % 2)).collect();
        function = kit
            .document
            .add_object(dictionary! { "FunctionType" => 3, "Domain" => vec![0.into(), 1.into()], "Functions" => parts,
            "Bounds" => bounds, "Encode" => encode })
            .into();
    }
    kit.entries("shading").set("Function", function);
    assert_eq!(names(&check("a.pdf", &kit.bytes(), &printer("offset"))), [CONTENT.name].into());

    let mut kit = Kit::good();
    let names_of_inks: Vec<Object> = (0..32).map(|ink| Object::Name(format!("Ink{ink}").into_bytes())).collect();
    let tint = Object::Reference(kit.ids["gradient"]);
    kit.resource("ColorSpace", "MANY", vec!["DeviceN".into(), names_of_inks.into(), "DeviceCMYK".into(), tint].into());
    kit.resource("Font", "WIDE", {
        let widths: Vec<Object> = vec![0.into(), 65_000.into(), 500.into()];
        let inner = dictionary! { "Subtype" => "CIDFontType2", "W" => widths };
        dictionary! { "Subtype" => "Type0", "Encoding" => "Identity-H", "DescendantFonts" => vec![inner.into()] }.into()
    });
    kit.paint(&"/MANY cs /WIDE 9 Tf ".repeat(100_000));
    check("a.pdf", &kit.bytes(), &printer("office"));
    assert!(begun.elapsed() < Duration::from_secs(240), "{:?}", begun.elapsed());
}

/// Twenty drawings that show the next one ten times each: ten to the power of twenty.
#[test]
fn drawings_that_multiply_are_not_followed_to_the_end() {
    let begun = Instant::now();
    let mut kit = Kit::good();
    let mut inner = kit.document.add_object(Stream::new(dictionary! { "Subtype" => "Form" }, b"0 0 1 1 re f".to_vec()));
    for _ in 0..20 {
        let resources = dictionary! { "XObject" => dictionary! { "X" => inner } };
        let entries = dictionary! { "Subtype" => "Form", "Resources" => resources };
        inner = kit.document.add_object(Stream::new(entries, b"/X Do ".repeat(10)));
    }
    kit.resource("XObject", "X", inner.into());
    kit.paint("/X Do");
    assert!(names(&check("a.pdf", &kit.bytes(), &printer("offset"))).contains(TOO_LARGE.name));
    assert!(begun.elapsed() < Duration::from_secs(240), "{:?}", begun.elapsed());
}

#[test]
fn drawings_inside_drawings_end() {
    let mut kit = Kit::good();
    let mut inner = kit.document.add_object(Stream::new(dictionary! { "Subtype" => "Form" }, b"n".to_vec()));
    for _ in 0..500 {
        let resources = dictionary! { "XObject" => dictionary! { "X" => inner } };
        inner = kit
            .document
            .add_object(Stream::new(dictionary! { "Subtype" => "Form", "Resources" => resources }, b"/X Do".to_vec()));
    }
    kit.resource("XObject", "X", inner.into());
    kit.paint("/X Do");
    assert_eq!(names(&check("a.pdf", &kit.bytes(), &printer("offset"))), [CONTENT.name].into());
    let mut kit = Kit::good();
    kit.paint(&"q ".repeat(1_000_000));
    assert_eq!(names(&check("a.pdf", &kit.bytes(), &printer("offset"))), [CONTENT.name].into());
}

#[test]
fn a_file_of_two_gigabytes_is_not_read() {
    let path = std::env::temp_dir().join(format!("lotuspress-two-gigabytes-{}.pdf", std::process::id()));
    // The file has holes: it takes no room on the disk.
    fs::File::create(&path).and_then(|file| file.set_len(2_000_000_000)).expect("the file can be made");
    let findings = check_file(&path, &printer("offset")).expect("the file is there");
    assert_eq!(names(&findings), [TOO_LARGE.name].into());
    fs::remove_file(&path).expect("the file can be removed");
    assert!(check_file(&path, &printer("offset")).is_err());
}
