//! Every rule has an input that breaks it, and breaks nothing else.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, Stream, StringFormat, dictionary, text_string};

use crate::diag::{Code, Place};

use crate::preflight::codes::*;
use crate::preflight::tests::good::{self, Kit, picture_entries, separation};
use crate::preflight::tests::{names, printer};
use crate::preflight::{CODES, check};

/// What is found, on which printer, and what is done to the good file.
type Case = (&'static [Code], &'static str, &'static str, fn(&mut Kit));

fn numbers(numbers: &[f32]) -> Object {
    Object::Array(numbers.iter().map(|number| Object::Real(*number)).collect())
}

fn tint() -> Dictionary {
    dictionary! { "FunctionType" => 2, "Domain" => numbers(&[0.0, 1.0]), "N" => 1,
    "C0" => numbers(&[0.0; 4]), "C1" => numbers(&[0.0, 0.3, 1.0, 0.0]) }
}

/// An ICC profile of which only the header is there.
fn profile(class: &[u8; 4], space: &[u8; 4], version: u8) -> Vec<u8> {
    let mut bytes = vec![0; 256];
    bytes[3] = 128;
    bytes[8] = version;
    bytes[12..16].copy_from_slice(class);
    bytes[16..20].copy_from_slice(space);
    bytes[36..40].copy_from_slice(b"acsp");
    bytes
}

fn profiled(kit: &mut Kit, width: i64) -> Object {
    let profile = kit.document.add_object(Stream::new(dictionary! { "N" => width }, profile(b"mntr", b"RGB ", 2)));
    Object::Array(vec!["ICCBased".into(), profile.into()])
}

fn annotation(kit: &mut Kit, entries: Dictionary) {
    let annotation = kit.document.add_object(entries);
    kit.page(1).set("Annots", vec![annotation.into()]);
}

const CASES: &[Case] = &[
    // The file as a whole.
    (&[VERSION], "offset", "PDF 1.7", |kit| kit.document.version = "1.7".into()),
    (&[VERSION], "offset", "PDF 2.0 in the catalogue", |kit| kit.entries("catalogue").set("Version", "2.0")),
    (&[FILE_ID], "offset", "no ID", |kit| {
        kit.document.trailer.remove(b"ID");
    }),
    (&[STREAM], "offset", "a picture in another file", |kit| kit.entries("picture").set("F", text_string("a.jpg"))),
    (&[STREAM], "offset", "LZW", |kit| {
        let packed =
            Stream::new(dictionary! { "Filter" => "LZWDecode" }, vec![0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c]);
        kit.document.add_object(packed);
    }),
    (&[STREAM], "offset", "LZW in an inline picture", |kit| {
        kit.paint("q 2 0 0 2 100 100 cm BI /W 2 /H 1 /BPC 8 /CS /CMYK /F [/AHx /LZW] ID 800B6050220C0C8501>EI Q");
    }),
    (&[METADATA], "offset", "no metadata", |kit| {
        kit.entries("catalogue").remove(b"Metadata");
    }),
    (&[METADATA], "offset", "another standard", |kit| kit.replace("metadata", "PDF/X-4<", "PDF/X-3<")),
    (&[METADATA], "offset", "no claim", |kit| {
        kit.replace("metadata", "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>", "");
    }),
    (&[METADATA], "offset", "no MetadataDate", |kit| {
        kit.replace("metadata", "<xmp:MetadataDate>2026-01-02T00:00:00Z</xmp:MetadataDate>", "");
    }),
    (&[METADATA], "offset", "no VersionID", |kit| kit.replace("metadata", "<xmpMM:VersionID>1</xmpMM:VersionID>", "")),
    (&[METADATA], "offset", "no DocumentID", |kit| kit.replace("metadata", ">uuid:1<", "><")),
    (&[METADATA], "offset", "no rendition", |kit| kit.replace("metadata", ">default<", "> <")),
    (&[METADATA], "offset", "broken XML", |kit| kit.replace("metadata", "</rdf:RDF>", "")),
    (&[METADATA], "offset", "packed metadata", |kit| {
        let id = kit.ids["metadata"];
        kit.document.get_object_mut(id).and_then(Object::as_stream_mut).unwrap().compress().unwrap();
    }),
    (&[TITLE], "offset", "no title", |kit| kit.replace("metadata", ">A kit<", "><")),
    (&[TRAPPED], "offset", "nothing about trapping", |kit| {
        kit.replace("metadata", " pdf:Trapped=\"False\"", "");
        kit.entries("info").remove(b"Trapped");
    }),
    (&[TRAPPED], "offset", "unknown trapping", |kit| {
        kit.replace("metadata", "\"False\"", "\"Unknown\"");
        kit.entries("info").set("Trapped", "Unknown");
    }),
    (&[TRAPPED], "offset", "two answers", |kit| kit.entries("info").set("Trapped", "True")),
    (&[INFO_DIFFERS], "offset", "two titles", |kit| kit.entries("info").set("Title", text_string("A book"))),
    (&[INFO_DIFFERS], "offset", "two dates", |kit| {
        kit.entries("info").set("ModDate", text_string("D:20260103000000Z"));
    }),
    (&[INTENT], "offset", "no output intent", |kit| {
        kit.entries("catalogue").remove(b"OutputIntents");
    }),
    (&[INTENT], "offset", "two output intents", |kit| {
        let intent = Object::Reference(kit.ids["intent"]);
        kit.entries("catalogue").set("OutputIntents", vec![intent.clone(), intent]);
    }),
    (&[INTENT], "offset", "an intent of PDF/A alone", |kit| kit.entries("intent").set("S", "GTS_PDFA1")),
    (&[INTENT], "offset", "no printing condition", |kit| {
        kit.entries("intent").remove(b"OutputConditionIdentifier");
    }),
    (&[INTENT], "offset", "no registry", |kit| {
        kit.entries("intent").remove(b"RegistryName");
        kit.entries("intent").remove(b"Info");
    }),
    (&[INTENT], "offset", "another profile for PDF/A", |kit| {
        let other = kit.document.add_object(Stream::new(dictionary! { "N" => 3 }, profile(b"mntr", b"RGB ", 2)));
        let other = kit.document.add_object(dictionary! { "S" => "GTS_PDFA1", "DestOutputProfile" => other });
        let intent = Object::Reference(kit.ids["intent"]);
        kit.entries("catalogue").set("OutputIntents", vec![intent, other.into()]);
    }),
    (&[PROFILE], "offset", "no profile", |kit| {
        kit.entries("intent").remove(b"DestOutputProfile");
    }),
    (&[PROFILE], "offset", "a scanner's profile", |kit| kit.write("profile", &profile(b"scnr", b"CMYK", 2))),
    (&[PROFILE], "offset", "an RGB profile", |kit| kit.write("profile", &profile(b"prtr", b"RGB ", 4))),
    (&[PROFILE], "offset", "an ICC v5 profile", |kit| kit.write("profile", &profile(b"prtr", b"CMYK", 5))),
    (&[PROFILE], "offset", "no ICC profile at all", |kit| kit.write("profile", b"hello")),
    (&[PROFILE], "offset", "a profile cut off", |kit| {
        let mut cut = profile(b"prtr", b"CMYK", 2);
        cut[1] = 1;
        kit.write("profile", &cut);
    }),
    (&[PROFILE], "offset", "a profile without its tables", |kit| kit.write("profile", &profile(b"prtr", b"CMYK", 2))),
    (&[UNREADABLE], "offset", "fewer pages than the tree says", |kit| kit.entries("tree").set("Count", 7)),
    (&[STREAM], "offset", "a way of packing that nobody knows", |kit| {
        let packed = Stream::new(dictionary! { "Filter" => "FooDecode" }, b"x".to_vec());
        kit.document.add_object(packed);
    }),
    (&[STREAM], "offset", "LZW behind a reference", |kit| {
        let name = kit.document.add_object(Object::Name(b"LZWDecode".to_vec()));
        kit.document.add_object(Stream::new(dictionary! { "Filter" => name }, vec![0x80, 0x0b]));
    }),
    (&[STREAM], "offset", "a drawing of another file", |kit| {
        let other = dictionary! { "F" => text_string("other.pdf"), "Page" => 0 };
        kit.entries("form").set("Ref", other);
    }),
    (&[ATTACHMENT], "offset", "a file in the list of names", |kit| {
        kit.entries("catalogue").set("Names", dictionary! { "EmbeddedFiles" => Dictionary::new() });
    }),
    (&[ATTACHMENT], "offset", "a file beside the catalogue", |kit| {
        kit.entries("catalogue").set("AF", vec![dictionary! { "EF" => Dictionary::new() }.into()]);
    }),
    (&[ACTION], "offset", "a program in an annotation outside the bleed", |kit| {
        let act = dictionary! { "S" => "JavaScript", "JS" => text_string("app.alert(1)") };
        let rect = numbers(&[-90.0, -90.0, -80.0, -80.0]);
        annotation(kit, dictionary! { "Subtype" => "Link", "Rect" => rect, "A" => act });
    }),
    (&[CONTENT], "offset", "an instruction that nobody knows", |kit| kit.paint("1 2 zz")),
    (&[CONTENT], "offset", "something that is neither picture nor drawing", |kit| {
        let thing = kit.document.add_object(Stream::new(Dictionary::new(), b"".to_vec()));
        kit.resource("XObject", "X", thing.into());
        kit.paint("/X Do");
    }),
    (&[CONTENT], "offset", "a grey picture cut off", |kit| {
        let short = kit.document.add_object(Stream::new(picture_entries(40, 40, "DeviceGray", 8), vec![0; 99]));
        kit.resource("XObject", "X", short.into());
        kit.paint("q 9 0 0 9 100 100 cm /X Do Q");
    }),
    (&[CONTENT], "offset", "a JPEG of another size", |kit| {
        let mut entries = picture_entries(40, 40, "DeviceCMYK", 8);
        entries.set("Filter", "DCTDecode");
        let jpeg = b"\xff\xd8\xff\xc0\0\x11\x08\0\x05\0\x07\x03".to_vec();
        let picture = kit.document.add_object(Stream::new(entries, jpeg));
        kit.resource("XObject", "X", picture.into());
        kit.paint("q 9 0 0 9 100 100 cm /X Do Q");
    }),
    (&[CONTENT], "offset", "a damaged gradient", |kit| kit.entries("gradient").set("FunctionType", 9)),
    (&[FONT], "offset", "a font that is not there in a mask", |kit| {
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
        kit.entries("mask").set("Resources", dictionary! { "Font" => dictionary! { "F" => font } });
        kit.replace("mask", "0.5 g", "0.5 g BT /F 9 Tf (a) Tj ET");
    }),
    (&[FONT], "offset", "a font that is not there and only cuts", |kit| {
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
        kit.resource("Font", "F9", font.into());
        kit.paint("q BT /F9 9 Tf 7 Tr 100 100 Td (a) Tj ET Q");
    }),
    (&[COLOUR], "offset", "RGB after an inline picture packed as text", |kit| {
        kit.paint("q 9 0 0 9 100 100 cm BI /W 1 /H 1 /BPC 8 /CS /G /F /AHx ID 00>EI Q 1 0 0 rg 100 100 9 9 re f");
    }),
    (&[COLOUR], "offset", "RGB in a letter of a standard name", |kit| {
        kit.entries("drawn-font").set("Encoding", "WinAnsiEncoding");
        kit.replace("glyph", "1000 0 0 0 900 700 d1", "1000 0 d0 1 0 0 rg");
    }),
    (&[COLOUR], "offset", "a coloured mask of a picture", |kit| {
        let mask = kit.document.add_object(Stream::new(picture_entries(2, 2, "DeviceRGB", 8), vec![0; 12]));
        kit.entries("picture").set("SMask", mask);
    }),
    (&[CONTENT], "digital", "an empty profile of a picture", |kit| {
        let empty = kit.document.add_object(Stream::new(dictionary! { "N" => 3 }, Vec::new()));
        let mut entries = picture_entries(120, 120, "DeviceRGB", 8);
        entries.set("ColorSpace", Object::Array(vec!["ICCBased".into(), empty.into()]));
        let picture = kit.document.add_object(Stream::new(entries, vec![0; 120 * 360]));
        kit.resource("XObject", "X", picture.into());
        kit.paint("q 28 0 0 28 100 100 cm /X Do Q");
    }),
    (&[INK_LIMIT], "offset", "ink in a tile that begins beside the page", |kit| {
        kit.entries("tile").set("Matrix", numbers(&[1.0, 0.0, 0.0, 1.0, -1000.0, -1000.0]));
        kit.replace("tile", "0 0 0.5 0 k", "1 1 1 1 k");
    }),
    (&[INK_LIMIT], "offset", "ink in a tile without colours", |kit| {
        kit.entries("tile").set("PaintType", 2);
        kit.replace("tile", "0 0 0.5 0 k", "");
        kit.resource("ColorSpace", "CS2", Object::Array(vec!["Pattern".into(), "DeviceCMYK".into()]));
        kit.paint("/CS2 cs 1 1 1 1 /P0 scn 150 100 40 40 re f");
    }),
    (&[INK_LIMIT], "offset", "ink through a stencil", |kit| kit.paint("q 1 1 1 1 k 10 0 0 10 100 100 cm /IM1 Do Q")),
    (&[INK_LIMIT], "offset", "ink after a cut along nothing", |kit| kit.paint("q W n 1 1 1 1 k 100 100 9 9 re f Q")),
    (&[INK_LIMIT], "offset", "ink around letters", |kit| {
        kit.paint("q 0 0 0 1 k 1 1 1 1 K 2 w BT /F0 14 Tf 2 Tr 100 100 Td <0028> Tj ET Q");
    }),
    (&[INK_LIMIT], "offset", "ink in an inline picture", |kit| {
        let pixels = "FF".repeat(150 * 150 * 4);
        let entries = "BI /W 150 /H 150 /BPC 8 /CS /CMYK /F /AHx ID";
        kit.paint(&format!("q 45 0 0 45 100 100 cm {entries} {pixels}>EI Q"));
    }),
    (&[INK_LIMIT], "offset", "ink in a gradient of a table", |kit| {
        let entries = dictionary! { "FunctionType" => 0, "Domain" => numbers(&[0.0, 1.0]), "Size" => vec![2.into()],
        "BitsPerSample" => 16, "Range" => numbers(&[0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]) };
        let table = kit.document.add_object(Stream::new(entries, vec![255; 16]));
        kit.entries("shading").set("Function", table);
    }),
    (&[THIN_LINE], "offset", "thin rules in one path", |kit| {
        kit.paint("0 0 0 1 k 100 100 90 0.1 re 100 140 90 0.1 re f");
    }),
    (&[THIN_LINE], "offset", "a rule without thickness", |kit| kit.paint("0 0 0 1 k 100 100 90 0 re f")),
    (&[THIN_LINE], "offset", "a thin rule that is turned", |kit| {
        kit.paint("q 0.7 0.7 -0.7 0.7 100 100 cm 0 0 0 1 k 0 0 90 0.1 re f Q");
    }),
    (&[THIN_LINE], "offset", "a thin line in a tile that is shown small", |kit| {
        kit.replace("tile", "0 0 5 5 re f", "0 0 0.5 0 K 1 w 0 0 m 5 5 l S");
        let tile = kit.document.get_object(kit.ids["tile"]).expect("a tile").clone();
        let mut small = tile.as_stream().expect("a stream").clone();
        small.dict.set("Matrix", numbers(&[0.01, 0.0, 0.0, 0.01, 0.0, 0.0]));
        let small = kit.document.add_object(small);
        kit.resource("Pattern", "P1", small.into());
        kit.paint("/Pattern cs /P1 scn 150 100 40 40 re f");
    }),
    (&[DEVICE_STATE], "offset", "a curve in the state of a gradient", |kit| {
        let state = dictionary! { "TR" => "Identity" };
        let shading = Object::Reference(kit.ids["shading"]);
        let pattern = dictionary! { "PatternType" => 2, "Shading" => shading, "ExtGState" => state };
        kit.resource("Pattern", "P1", pattern.into());
        kit.paint("/Pattern cs /P1 scn 150 100 40 40 re f");
    }),
    (&[DEVICE_STATE], "offset", "a named halftone of one ink", |kit| {
        let part = dictionary! { "HalftoneType" => 1, "HalftoneName" => text_string("own") };
        let whole = dictionary! { "HalftoneType" => 5, "Default" => part };
        kit.entries("over").set("HT", whole);
    }),
    (&[SMALL_TYPE], "offset", "small drawn letters", |kit| {
        kit.entries("drawn-font").set("FontMatrix", numbers(&[0.0001, 0.0, 0.0, 0.0001, 0.0, 0.0]));
    }),
    (&[BLEED_SHORT], "offset", "a thick line that ends at the edge", |kit| {
        kit.paint("0 1 0 0 K 9 w 380 300 m 414 300 l S");
        kit.replace("content", "0 0 432 648 re f", "0 0 300 648 re f");
    }),
    (&[BLEED_SHORT], "offset", "colour at the edge beside boxes that are turned", |kit| {
        kit.paint("0 1 0 0 k 380 200 36 40 re f");
        let turned = "q 0.7071 0.7071 -0.7071 0.7071 400 60 cm 0 0 300 300 re 0 0 290 290 re f Q 0 0 300 648 re f";
        kit.replace("content", "0 0 432 648 re f", turned);
    }),
    (&[BLEED_SHORT], "offset", "colour at the edge on a ground that is not there", |kit| {
        let clear = kit.add("clear", dictionary! { "ca" => Object::Real(0.0) });
        kit.resource("ExtGState", "CLEAR", clear);
        kit.paint("0 1 0 0 k 380 200 36 40 re f");
        kit.replace("content", "0.1 0.05 0 0 k", "/CLEAR gs 0.1 0.05 0 0 k");
    }),
    // Colours.
    (&[COLOUR], "offset", "an RGB operator", |kit| kit.paint("1 0 0 rg 100 300 20 20 re f")),
    (&[COLOUR], "offset", "an RGB line", |kit| kit.paint("1 0 0 RG 100 300 m 200 300 l S")),
    (&[COLOUR], "offset", "RGB in a form", |kit| kit.replace("form", "0 0.5 0 0 k", "0 0 1 rg")),
    (&[COLOUR], "offset", "RGB in a tile", |kit| kit.replace("tile", "0 0 0.5 0 k", "0 0 1 rg")),
    (&[COLOUR], "offset", "RGB in a drawn letter", |kit| {
        kit.replace("glyph", "1000 0 0 0 900 700 d1", "1000 0 d0 1 0 0 rg");
    }),
    (&[COLOUR], "offset", "RGB in a mask", |kit| kit.replace("mask", "0.5 g", "1 0 0 rg")),
    (&[COLOUR], "offset", "an RGB picture in a mask", |kit| {
        let picture = kit.document.add_object(Stream::new(picture_entries(2, 2, "DeviceRGB", 8), vec![0; 12]));
        kit.entries("mask").set("Resources", dictionary! { "XObject" => dictionary! { "IM" => picture } });
        kit.replace("mask", "0.5 g", "/IM Do 0.5 g");
    }),
    (&[COLOUR], "offset", "an RGB gradient", |kit| kit.entries("shading").set("ColorSpace", "DeviceRGB")),
    (&[COLOUR], "offset", "an RGB picture", |kit| kit.entries("picture").set("ColorSpace", "DeviceRGB")),
    (&[COLOUR], "offset", "an RGB inline picture", |kit| {
        kit.paint("q 2 0 0 2 100 100 cm BI /W 1 /H 1 /BPC 8 /CS /RGB ID xxx EI Q");
    }),
    (&[COLOUR], "offset", "a profiled picture", |kit| {
        let space = profiled(kit, 3);
        kit.entries("picture").set("ColorSpace", space);
    }),
    (&[COLOUR], "digital", "profiled words", |kit| {
        let space = profiled(kit, 3);
        kit.resource("ColorSpace", "CS2", space);
        kit.paint("/CS2 cs 1 0 0 scn 100 300 20 20 re f");
    }),
    (&[COLOUR], "offset", "a profiled grey", |kit| {
        let space = profiled(kit, 1);
        kit.resource("ColorSpace", "CS2", space);
        kit.paint("/CS2 cs 0.5 scn 100 300 20 20 re f");
    }),
    (&[COLOUR], "offset", "CMYK with a profile of its own", |kit| {
        let space = profiled(kit, 4);
        kit.resource("ColorSpace", "CS2", space);
        kit.paint("/CS2 cs 0 0 0 1 scn 100 300 20 20 re f");
    }),
    (&[COLOUR], "offset", "Lab", |kit| {
        let lab = vec!["Lab".into(), dictionary! { "WhitePoint" => numbers(&[0.96, 1.0, 0.82]) }.into()];
        kit.resource("ColorSpace", "CS2", lab.into());
        kit.paint("/CS2 cs 50 9 9 scn 100 300 20 20 re f");
    }),
    (&[COLOUR], "offset", "a table of RGB", |kit| {
        let table = Object::String(vec![0; 3], StringFormat::Hexadecimal);
        kit.resource("ColorSpace", "CS2", vec!["Indexed".into(), "DeviceRGB".into(), 0.into(), table].into());
        kit.paint("/CS2 cs 0 scn 100 300 20 20 re f");
    }),
    (&[COLOUR], "offset", "an ink that stands for RGB", |kit| {
        kit.resource("ColorSpace", "CS2", separation("Black", "DeviceRGB", tint()));
        kit.paint("/CS2 cs 1 scn 100 300 20 20 re f");
    }),
    (&[COLOUR], "offset", "a default space", |kit| {
        let space = profiled(kit, 4);
        kit.resource("ColorSpace", "DefaultCMYK", space);
    }),
    (&[COLOUR], "offset", "a picture of unknown colours", |kit| {
        kit.entries("picture").remove(b"ColorSpace");
    }),
    (&[COLOUR_PAGE], "copy-shop", "the good file in a copy shop", |_| {}),
    (&[SPOT_INK], "offset", "a further ink", |kit| {
        kit.resource("ColorSpace", "CS2", separation("Gold", "DeviceCMYK", tint()));
        kit.paint("/CS2 cs 1 scn 100 300 20 20 re f");
    }),
    (&[SPOT_INK], "offset", "a further ink in a picture", |kit| {
        let mut entries = picture_entries(120, 120, "x", 8);
        entries.set("ColorSpace", separation("Gold", "DeviceCMYK", tint()));
        let picture = kit.document.add_object(Stream::new(entries, vec![0; 14_400]));
        kit.resource("XObject", "IM2", picture.into());
        kit.paint("q 20 0 0 20 100 300 cm /IM2 Do Q");
    }),
    (&[REGISTRATION], "offset", "register colour on the page", |kit| {
        kit.resource("ColorSpace", "CS2", separation("All", "DeviceCMYK", tint()));
        kit.paint("/CS2 cs 1 scn 100 300 20 20 re f");
    }),
    // Transparency and the press.
    (&[GROUP], "offset", "a form mixed in RGB", |kit| {
        kit.entries("form").set("Group", dictionary! { "S" => "Transparency", "CS" => "DeviceRGB" });
    }),
    (&[GROUP], "offset", "a form mixed in grey", |kit| {
        kit.entries("form").set("Group", dictionary! { "S" => "Transparency", "CS" => "DeviceGray" });
    }),
    (&[GROUP], "offset", "a mask in RGB", |kit| {
        kit.entries("mask").set("Group", dictionary! { "S" => "Transparency", "CS" => "DeviceRGB" });
    }),
    (&[GROUP], "offset", "a page mixed in RGB", |kit| {
        kit.page(0).set("Group", dictionary! { "S" => "Transparency", "CS" => "DeviceRGB" });
    }),
    (&[GROUP], "offset", "a transparent page without a group", |kit| {
        kit.page(0).remove(b"Group");
    }),
    (&[DEVICE_STATE], "offset", "an unknown mixture", |kit| kit.entries("knock").set("BM", "Glow")),
    (&[DEVICE_STATE], "offset", "a transfer curve", |kit| kit.entries("knock").set("TR", "Identity")),
    (&[DEVICE_STATE], "offset", "a newer transfer curve", |kit| kit.entries("knock").set("TR2", "Identity")),
    (&[DEVICE_STATE], "offset", "a halftone", |kit| {
        kit.entries("knock").set("HT", dictionary! { "HalftoneType" => 6 });
    }),
    (&[DEVICE_STATE], "offset", "a halftone's phase", |kit| kit.entries("knock").set("HTP", numbers(&[0.0, 0.0]))),
    (&[DEVICE_STATE], "offset", "a rendering intent", |kit| kit.paint("/Prettier ri")),
    (&[DEVICE_STATE], "offset", "a picture's rendering intent", |kit| kit.entries("picture").set("Intent", "Prettier")),
    // Fonts and pictures.
    (&[FONT], "offset", "a font that is not embedded", |kit| {
        kit.entries("descriptor").remove(b"FontFile2");
    }),
    (&[FONT], "home", "one of the fonts that every reader has", |kit| {
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
        kit.resource("Font", "F2", font.into());
        kit.paint("BT /F2 9 Tf 60 520 Td (Hello) Tj ET");
    }),
    (&[MISSING_LETTER], "offset", "glyph 0", |kit| kit.replace("content", "<002800290030>", "<002800000030>")),
    (&[MISSING_LETTER], "home", "glyph 0 by a table", |kit| {
        let table = kit.document.add_object(Stream::new(Dictionary::new(), vec![0; 200]));
        kit.entries("descendant").set("CIDToGIDMap", table);
    }),
    (&[PICTURE_FORM], "offset", "a PostScript program", |kit| {
        let program = kit.document.add_object(Stream::new(dictionary! { "Subtype" => "PS" }, b"showpage".to_vec()));
        kit.resource("XObject", "PS0", program.into());
        kit.paint("/PS0 Do");
    }),
    (&[PICTURE_FORM], "offset", "an alternate", |kit| {
        let other = Object::Reference(kit.ids["picture"]);
        let alternate = dictionary! { "Image" => other, "DefaultForPrinting" => true };
        kit.entries("picture").set("Alternates", vec![alternate.into()]);
    }),
    (&[PICTURE_FORM], "offset", "OPI", |kit| kit.entries("picture").set("OPI", Dictionary::new())),
    (&[COARSE_PICTURE], "offset", "a picture of 72 ppi", |kit| kit.replace("content", "28.8 0 0 28.8", "120 0 0 120")),
    (&[COARSE_PICTURE], "home", "a picture of 60 ppi at home", |kit| {
        kit.replace("content", "28.8 0 0 28.8", "144 0 0 144");
    }),
    (&[COARSE_PICTURE], "offset", "a coarse stencil", |kit| kit.replace("content", "10 0 0 10 300", "40 0 0 40 300")),
    (&[COARSE_PICTURE], "offset", "a coarse inline picture", |kit| {
        let bytes = "x".repeat(20 * 20 * 4);
        kit.paint(&format!("q 30 0 0 30 100 300 cm BI /W 20 /H 20 /BPC 8 /CS /CMYK ID {bytes} EI Q"));
    }),
    (&[SOFT_PICTURE], "offset", "a picture of 200 ppi", |kit| kit.replace("content", "28.8 0 0 28.8", "43.2 0 0 43.2")),
    // Boxes and pages.
    // Without a TrimBox the whole page counts as finished, and colour ends at its edge.
    (&[TRIM_BOX, BLEED_SHORT], "offset", "no TrimBox", |kit| {
        for page in 0..4 {
            kit.page(page).remove(b"TrimBox");
        }
    }),
    (&[TRIM_BOX], "offset", "a TrimBox and an ArtBox", |kit| {
        kit.page(0).set("ArtBox", numbers(&[18.0, 18.0, 414.0, 630.0]));
    }),
    (&[BOXES], "offset", "a MediaBox that is too small", |kit| {
        for page in 0..4 {
            kit.page(page).set("BleedBox", numbers(&[-1.0, 0.0, 432.0, 648.0]));
        }
    }),
    (&[BOXES], "offset", "a CropBox", |kit| kit.page(0).set("CropBox", numbers(&[9.0, 9.0, 423.0, 639.0]))),
    (&[BOXES], "offset", "a unit of its own", |kit| kit.page(0).set("UserUnit", Object::Real(1.0001))),
    (&[BOXES], "offset", "a printed area", |kit| {
        kit.entries("catalogue").set("ViewerPreferences", dictionary! { "PrintArea" => "TrimBox" });
    }),
    (&[PAGE_SIZE], "offset", "another size", |kit| kit.page(1).set("TrimBox", numbers(&[18.0, 18.0, 414.0, 620.0]))),
    (&[PAGE_SIZE], "offset", "a turned page", |kit| kit.page(1).set("Rotate", 90)),
    (&[PAGE_LARGE], "home", "a poster", |kit| {
        for page in 0..4 {
            kit.page(page).set("TrimBox", numbers(&[0.0, 0.0, 432.0, 1100.0]));
            kit.page(page).set("MediaBox", numbers(&[0.0, 0.0, 432.0, 1100.0]));
        }
    }),
    (&[EMPTY_PAGE], "offset", "an empty page", |kit| {
        kit.page(2).remove(b"Contents");
    }),
    (&[PAGE_MULTIPLE], "offset", "three pages", |kit| {
        let kids: Vec<Object> = kit.pages.iter().take(3).map(|page| Object::Reference(*page)).collect();
        kit.entries("tree").set("Kids", kids);
        kit.entries("tree").set("Count", 3);
    }),
    (&[BLEED], "offset", "no BleedBox", |kit| {
        kit.page(0).remove(b"BleedBox");
    }),
    (&[BLEED], "offset", "a bleed of 1 mm", |kit| kit.page(0).set("BleedBox", numbers(&[15.2, 0.0, 432.0, 648.0]))),
    (&[BLEED_SHORT], "offset", "colour up to the edge", |kit| {
        kit.replace("content", "0 0 432 648 re", "18 0 414 648 re")
    }),
    (&[BLEED_SHORT], "offset", "a picture up to the edge", |kit| {
        kit.replace("content", "0 0 432 648 re", "0 0 300 648 re");
        kit.replace("content", "28.8 0 0 28.8 250 300", "28.8 0 0 28.8 385.2 300");
    }),
    (&[BLEED_SHORT], "offset", "a gradient up to the edge", |kit| {
        kit.replace("content", "0 0 432 648 re", "100 0 332 648 re");
        kit.replace("content", "60 100 60 40 re W", "18 100 60 40 re W");
    }),
    (&[SAFE], "offset", "words at the edge", |kit| kit.replace("content", "60 500 Td", "400 500 Td")),
    (&[SAFE], "offset", "words at the spine", |kit| {
        // A quarter of an inch is enough at the edge, not at the spine.
        kit.replace("content", "60 500 Td", "38 500 Td");
    }),
    // What lies on the pages, and what the file does.
    (&[ACTION, ANNOTATION], "offset", "a link", |kit| {
        let link = dictionary! { "S" => "URI", "URI" => text_string("https://example.org") };
        let rect = numbers(&[60.0, 60.0, 90.0, 70.0]);
        annotation(kit, dictionary! { "Type" => "Annot", "Subtype" => "Link", "Rect" => rect, "A" => link });
    }),
    (&[ANNOTATION], "offset", "a note", |kit| {
        annotation(kit, dictionary! { "Subtype" => "Text", "Rect" => numbers(&[60.0, 60.0, 90.0, 70.0]) });
    }),
    (&[ACTION], "offset", "an opening action", |kit| {
        kit.entries("catalogue").set("OpenAction", dictionary! { "S" => "JavaScript", "JS" => text_string("x") });
    }),
    (&[ACTION], "offset", "a page's action", |kit| kit.page(0).set("AA", Dictionary::new())),
    (&[ACTION], "offset", "a program", |kit| {
        kit.entries("catalogue").set("Names", dictionary! { "JavaScript" => Dictionary::new() });
    }),
    (&[ACTION], "offset", "a form to fill in", |kit| {
        kit.entries("catalogue").set("AcroForm", dictionary! { "Fields" => vec![1.into()] });
    }),
    (&[ACTION], "offset", "a bookmark that does something", |kit| {
        let item = kit.document.add_object(dictionary! { "A" => dictionary! { "S" => "URI" } });
        kit.entries("catalogue").set("Outlines", dictionary! { "First" => item });
    }),
    (&[ATTACHMENT], "offset", "an attached file", |kit| {
        kit.document.add_object(dictionary! { "Type" => "Filespec", "EF" => Dictionary::new() });
    }),
    (&[ATTACHMENT, ANNOTATION], "offset", "a film", |kit| {
        annotation(kit, dictionary! { "Subtype" => "Movie", "Rect" => numbers(&[60.0, 60.0, 90.0, 70.0]) });
    }),
    (&[LAYERS], "offset", "layers", |kit| kit.entries("catalogue").set("OCProperties", Dictionary::new())),
    // Ink.
    (&[WHITE_OVERPRINT], "offset", "white words that overprint", |kit| {
        kit.paint("/OVER gs 0 0 0 0 k BT /F0 9 Tf 60 520 Td <0028> Tj ET");
    }),
    (&[WHITE_OVERPRINT], "offset", "a white shape that overprints", |kit| {
        kit.paint("/OVER gs 0 0 0 0 k 100 300 20 20 re f");
    }),
    (&[KNOCK_OUT], "offset", "small black words that knock out", |kit| {
        kit.paint("/KNOCK gs 0 0 0 1 k BT /F0 9 Tf 60 520 Td <0028> Tj ET");
    }),
    (&[KNOCK_OUT], "offset", "a thin black line that knocks out", |kit| {
        kit.paint("/KNOCK gs 0 0 0 1 K 1 w 100 300 m 200 300 l S");
    }),
    (&[KNOCK_OUT], "offset", "overprint mode 0", |kit| kit.entries("over").set("OPM", 0)),
    (&[GREY], "offset", "small words in grey", |kit| {
        kit.paint("/OVER gs 0 g BT /F0 9 Tf 60 520 Td <0028> Tj ET");
    }),
    (&[GREY], "offset", "no colour at all", |kit| {
        kit.page(0).set("Contents", Object::Null);
        let content = b"BT /F0 9 Tf 60 520 Td <0028> Tj ET".to_vec();
        let content = kit.document.add_object(Stream::new(Dictionary::new(), content));
        kit.page(0).set("Contents", content);
    }),
    (&[GREY], "offset", "a thin line in grey", |kit| kit.paint("0.3 G 1 w 100 300 m 200 300 l S")),
    (&[GREY], "offset", "a grey that overprints", |kit| kit.paint("/OVER gs 0.3 g 100 300 20 20 re f")),
    (&[RICH_BLACK], "offset", "black words in four inks", |kit| {
        kit.paint("0.7 0.65 0.6 0.95 k BT /F0 14 Tf 60 520 Td <0028> Tj ET");
    }),
    (&[INK_LIMIT], "offset", "a shape of 301 %", |kit| kit.paint("1 1 0.6 0.42 k 100 300 20 20 re f")),
    (&[INK_LIMIT], "offset", "a gradient of 320 %", |kit| {
        kit.entries("gradient").set("C1", numbers(&[1.0, 1.0, 0.6, 0.6]));
    }),
    (&[INK_LIMIT], "offset", "a picture of 340 %", |kit| {
        let pixels = Stream::new(picture_entries(300, 300, "DeviceCMYK", 8), vec![217; 360_000]);
        let picture = kit.document.add_object(pixels);
        kit.resource("XObject", "IM2", picture.into());
        kit.paint("q 72 0 0 72 150 400 cm /IM2 Do Q");
    }),
    (&[SMALL_TYPE], "offset", "type of 4 pt", |kit| kit.replace("content", "/F0 9 Tf", "/F0 4 Tf")),
    (&[SMALL_TYPE], "home", "type made small by matrices", |kit| {
        kit.paint("q 0.5 0 0 0.5 0 0 cm BT /F0 16 Tf 0.5 0 0 0.5 120 1040 Tm <0028> Tj ET Q");
    }),
    (&[FINE_TYPE], "offset", "white type of 7 pt", |kit| {
        kit.paint("/KNOCK gs 0 0 0 0 k BT /F0 7 Tf 60 520 Td <0028> Tj ET");
    }),
    (&[FINE_TYPE], "offset", "type of 7 pt in two inks", |kit| {
        kit.paint("0 0.5 1 0 k BT /F0 7 Tf 60 520 Td <0028> Tj ET");
    }),
    (&[THIN_LINE], "offset", "a line of 0.1 pt", |kit| kit.replace("content", "0.5 w", "0.1 w")),
    (&[THIN_LINE], "home", "a line of no thickness", |kit| kit.replace("content", "0.5 w", "0 w")),
    (&[THIN_LINE], "offset", "a shape like a line", |kit| kit.paint("0 0 0 1 k 100 300 50 0.1 re f")),
    (&[FINE_LINE], "coarse", "a white line of 0.3 pt", |kit| {
        kit.paint("/KNOCK gs 0 0 0 0 K 0.3 w 100 300 m 200 300 l S")
    }),
    // What cannot be read.
    (&[CONTENT], "offset", "content that ends in a text", |kit| kit.paint("BT (never closed")),
    (&[CONTENT], "offset", "a font that is not there", |kit| kit.paint("BT /F9 9 Tf (a) Tj ET")),
    (&[CONTENT], "offset", "a picture that is not there", |kit| kit.paint("/IM9 Do")),
    (&[CONTENT], "offset", "a state that is not there", |kit| kit.paint("/GS9 gs")),
    (&[CONTENT], "offset", "a space that is not there", |kit| kit.paint("/CS9 cs")),
    (&[CONTENT], "offset", "a pattern that is not there", |kit| kit.paint("/Pattern cs /P9 scn")),
    (&[CONTENT], "offset", "a gradient that is not there", |kit| kit.paint("/SH9 sh")),
    (&[CONTENT], "offset", "a colour of two values", |kit| kit.paint("1 0 k")),
    (&[CONTENT], "offset", "a picture that is cut off", |kit| kit.write("picture", &[0; 100])),
    (&[CONTENT], "offset", "a drawing that shows itself", |kit| {
        let form = Object::Reference(kit.ids["form"]);
        kit.replace("form", "re f", "re f /ME Do");
        kit.entries("form")
            .get_mut(b"Resources")
            .and_then(Object::as_dict_mut)
            .unwrap()
            .set("XObject", dictionary! { "ME" => form });
    }),
    (&[UNREADABLE], "offset", "a page that is not there", |kit| {
        let mut kids: Vec<Object> = kit.pages.iter().map(|page| Object::Reference(*page)).collect();
        kids.push(Object::Reference((9999, 0)));
        kit.entries("tree").set("Kids", kids);
    }),
];

/// A printer of the project, or one that wants thicker lines where several inks meet.
fn printer_of_case(name: &str) -> crate::printer::Printer {
    if name != "coarse" {
        return printer(name);
    }
    let mut coarse = printer("offset");
    coarse.line.several_inks = crate::geometry::Length::pt(0.5);
    coarse
}

#[test]
fn the_good_file_is_good_for_every_printer_with_colour() {
    let bytes = Kit::good().bytes();
    for name in ["offset", "digital", "office", "home"] {
        let findings = check("good.pdf", &bytes, &printer(name));
        assert!(findings.is_empty(), "{name}: {findings:#?}");
    }
}

#[test]
fn every_rule_is_broken_alone() {
    let mut wrong = Vec::new();
    for (codes, name, what, spoil) in CASES {
        let mut kit = Kit::good();
        spoil(&mut kit);
        let findings = check("spoilt.pdf", &kit.bytes(), &printer_of_case(name));
        let expected: BTreeSet<&str> = codes.iter().map(|code| code.name).collect();
        if names(&findings) != expected {
            let told: Vec<String> = findings.iter().map(|it| format!("{}: {}", it.code.name, it.message)).collect();
            wrong.push(format!("{what} ({name}): expected {expected:?}, found {told:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_file_that_raises_it() {
    let mut raised: BTreeSet<&str> = CASES.iter().flat_map(|(codes, ..)| codes.iter().map(|code| code.name)).collect();
    // Files that are not read at all: `bad_input`.
    raised.extend([ENCRYPTED.name, TOO_LARGE.name]);
    let declared: BTreeSet<&str> = CODES.iter().map(|code| code.name).collect();
    assert_eq!(declared.len(), CODES.len(), "a name is declared twice");
    assert_eq!(raised, declared);
}

#[test]
fn findings_say_where_why_and_what_to_do() {
    let mut kit = Kit::good();
    kit.replace("content", "/F0 9 Tf", "/F0 4 Tf");
    let findings = check("a.pdf", &kit.bytes(), &printer("offset"));
    // The same on each of the four pages.
    assert_eq!(findings.len(), 4);
    let Place::Page { file, page, rect } = &findings[1].place else { panic!("{:?}", findings[1].place) };
    assert_eq!((file.as_str(), *page), ("a.pdf", 2));
    // The words begin at 60, 500 of a page whose finished part begins at 18 and ends at 630.
    let [left, top, width, height] = *rect;
    let near = |a: f32, b: f32| (a - b).abs() < 0.01;
    assert!(near(left, 42.0) && near(top, 630.0 - 502.8) && near(width, 7.2) && near(height, 2.8), "{rect:?}");
    assert!(findings.iter().all(|finding| finding.why.is_some() && finding.hint.is_some()));
}

#[test]
fn unusual_files_without_a_fault_pass() {
    type Change = (&'static str, fn(&mut Kit));
    let changes: &[Change] = &[
        ("packing behind references", |kit| {
            let filter = kit.document.add_object(Object::Name(b"ASCIIHexDecode".to_vec()));
            let parameters = kit.document.add_object(Object::Null);
            let hexadecimal: String = good::CONTENT.bytes().map(|byte| format!("{byte:02X}")).collect();
            kit.write("content", hexadecimal.as_bytes());
            kit.entries("content").set("Filter", filter);
            kit.entries("content").set("DecodeParms", parameters);
        }),
        ("letters drawn in units of the page", |kit| {
            kit.entries("drawn-font").set("FontMatrix", numbers(&[1.0, 0.0, 0.0, 1.0, 0.0, 0.0]));
            kit.entries("drawn-font").set("FontBBox", numbers(&[0.0, 0.0, 40.0, 50.0]));
            kit.entries("drawn-font").set("Widths", vec![40.into()]);
            kit.write("glyph", b"40 0 0 0 36 28 d1 1 0 0 rg 0 0 36 28 re f");
            kit.replace("content", "/F1 14 Tf", "/F1 0.24 Tf");
        }),
        ("a gradient of four functions", |kit| {
            let ramp = |from: f32, to: f32| -> Object {
                dictionary! { "FunctionType" => 2, "Domain" => numbers(&[0.0, 1.0]), "N" => 1,
                "C0" => numbers(&[from]), "C1" => numbers(&[to]) }
                .into()
            };
            kit.entries("shading")
                .set("Function", vec![ramp(0.0, 1.0), ramp(0.0, 1.0), ramp(1.0, 0.0), ramp(1.0, 0.0)]);
        }),
        ("shares below none", |kit| kit.paint("/OVER gs -1 0 0 1 k 100 300 20 20 re f")),
        ("one moment in two zones", |kit| {
            kit.entries("info").set("ModDate", text_string("D:20260102053000+05'30'"));
        }),
        ("instructions of later versions, marked as such", |kit| kit.paint("BX 1 2 zz EX")),
        ("words from top to bottom", |kit| {
            kit.entries("font").set("Encoding", "Identity-V");
            let down = "<00280029003000280029003000280029003000280029003000280029003000280029003000280029003000280029>";
            kit.paint(&format!("/OVER gs 0 0 0 1 k BT /F0 9 Tf 360 600 Td {down} Tj ET"));
        }),
    ];
    for (what, change) in changes {
        let mut kit = Kit::good();
        change(&mut kit);
        let findings = check("a.pdf", &kit.bytes(), &printer("offset"));
        assert!(findings.is_empty(), "{what}: {findings:#?}");
    }
}

#[test]
fn marks_outside_the_bleed_are_no_words_of_the_page() {
    let mut kit = Kit::good();
    kit.resource("ColorSpace", "CS2", separation("All", "DeviceCMYK", tint()));
    kit.paint("/CS2 CS 1 SCN 0.1 w 2 2 m 2 8 l S BT /F0 3 Tf 2 640 Td <0028> Tj ET");
    for page in 0..4 {
        kit.page(page).set("MediaBox", numbers(&[-20.0, -20.0, 452.0, 668.0]));
        kit.page(page).set("BleedBox", numbers(&[9.0, 9.0, 423.0, 639.0]));
    }
    let findings = check("a.pdf", &kit.bytes(), &printer("offset"));
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn colour_on_a_ground_that_bleeds_may_end_at_the_edge() {
    // The good file has a ground of light blue that fills the page and the bleed.
    let mut kit = Kit::good();
    kit.paint("0 1 0 0 k 380 200 36 40 re f 395 300 m 430 320 l 395 340 l f q 300 0 116 100 re W n 0 0 432 648 re f Q");
    let findings = check("a.pdf", &kit.bytes(), &printer("offset"));
    assert!(findings.is_empty(), "{findings:#?}");
    kit.replace("content", "0 0 432 648 re f", "0 0 300 648 re f");
    assert_eq!(names(&check("a.pdf", &kit.bytes(), &printer("offset"))), [BLEED_SHORT.name].into());
}

#[test]
fn a_kind_is_listed_twenty_times_and_then_counted() {
    let mut kit = Kit::good();
    let small: String = (0..10).map(|step| format!("BT /F0 3.{step}1 Tf 60 520 Td <0028> Tj ET ")).collect();
    kit.paint(&small);
    let findings = check("a.pdf", &kit.bytes(), &printer("offset"));
    assert_eq!(findings.len(), 21);
    assert!(findings[20].message.contains("20 more times"), "{}", findings[20].message);
}

#[test]
fn the_blank_in_a_letter_is_no_word_at_the_edge() {
    // Words have to begin 45 points from the edge of the bleed. The first half of an opening bracket is blank.
    let is_near = |letter: &str| {
        let mut kit = Kit::good();
        let table =
            kit.add("to-unicode", Stream::new(Dictionary::new(), b"1 beginbfchar <005F> <300C> endbfchar".to_vec()));
        kit.entries("font").set("ToUnicode", table);
        kit.entries("descendant").set("W", vec![95.into(), vec![1000.into()].into()]);
        kit.replace("content", "60 500 Td <0028", &format!("43 500 Td <{letter}"));
        check("a.pdf", &kit.bytes(), &printer("offset")).iter().any(|finding| finding.code == SAFE)
    };
    assert!(is_near("0028") && !is_near("005F"));
}

#[test]
fn right_to_left_pages_have_their_spine_at_the_right() {
    let words = |at: &str, direction: &str| {
        let mut kit = Kit::good();
        kit.replace("content", "60 500 Td", at);
        kit.entries("catalogue").set("ViewerPreferences", dictionary! { "Direction" => direction });
        let findings = check("a.pdf", &kit.bytes(), &printer("offset"));
        let pages = findings.iter().map(|finding| match &finding.place {
            Place::Page { page, .. } => *page,
            place => panic!("{place:?}"),
        });
        pages.collect::<Vec<_>>()
    };
    // 20 points from the left edge: too near where the spine is.
    assert_eq!(words("38 500 Td", "L2R"), [1, 3]);
    assert_eq!(words("38 500 Td", "R2L"), [2, 4]);
}
