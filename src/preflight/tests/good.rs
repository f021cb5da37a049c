//! A file without a fault, with one of everything that the rules look at.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary, text_string};

/// The content of every page. Each piece that a test replaces stands on a line of its own.
pub const CONTENT: &str = "\
0 0 0 1 k 0 0 0 1 K
/OVER gs
0.1 0.05 0 0 k
0 0 432 648 re f
0 0 0 1 k
BT /F0 9 Tf 60 500 Td <002800290030> Tj ET
0.5 w 60 480 m 200 480 l S
/KNOCK gs
0 0 0 0 k
60 380 80 40 re f
q 0.4 0.3 0.2 0.1 k 60 300 100 40 re f Q
q 28.8 0 0 28.8 250 300 cm /IM0 Do Q
q 0.3 0 0 0.1 k 10 0 0 10 300 300 cm /IM1 Do Q
q 1 0 0 1 60 200 cm /FM0 Do Q
q 60 100 60 40 re W n /SH0 sh Q
/Pattern cs /P0 scn 150 100 40 40 re f
/CS0 cs 1 scn 220 100 40 40 re f
/CS1 cs 1 scn 270 100 40 40 re f
q /MASKED gs 0.5 0 0 0 k 320 100 40 40 re f Q
/OVER gs 0 0 0 1 k
BT /F1 14 Tf 60 60 Td (a) Tj ET
";

/// The metadata; each piece that a test replaces stands on a line of its own.
pub const XMP: &str = "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>
<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">
<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\" pdf:Trapped=\"False\">
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">A kit</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>2026-01-02T00:00:00Z</xmp:CreateDate>
<xmp:ModifyDate>2026-01-02T00:00:00Z</xmp:ModifyDate>
<xmp:MetadataDate>2026-01-02T00:00:00Z</xmp:MetadataDate>
<xmpMM:DocumentID>uuid:1</xmpMM:DocumentID>
<xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end=\"w\"?>";

/// A file on its way to being written.
pub struct Kit {
    pub document: Document,
    /// The objects that tests spoil.
    pub ids: BTreeMap<&'static str, ObjectId>,
    pub pages: Vec<ObjectId>,
}

impl Kit {
    /// The file without a fault: four pages of half a letter, with bleed.
    pub fn good() -> Self {
        let mut kit = Kit { document: Document::with_version("1.6"), ids: BTreeMap::new(), pages: Vec::new() };
        kit.fonts();
        kit.pictures();
        kit.patterns();
        kit.states();
        kit.page_tree();
        kit.catalogue();
        kit
    }

    /// The bytes of the file.
    pub fn bytes(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.document.save_to(&mut bytes).expect("a file in memory can be written");
        bytes
    }

    pub fn add(&mut self, name: &'static str, object: impl Into<Object>) -> Object {
        let id = self.document.add_object(object);
        self.ids.insert(name, id);
        Object::Reference(id)
    }

    /// An object's dictionary, or that of its stream.
    pub fn entries(&mut self, name: &str) -> &mut Dictionary {
        match self.document.get_object_mut(self.ids[name]).expect("the object is there") {
            Object::Dictionary(entries) => entries,
            Object::Stream(stream) => &mut stream.dict,
            other => panic!("{name} is {other:?}"),
        }
    }

    /// A page's dictionary.
    pub fn page(&mut self, index: usize) -> &mut Dictionary {
        self.document.get_object_mut(self.pages[index]).and_then(Object::as_dict_mut).expect("a page")
    }

    /// Gives an object other bytes.
    pub fn write(&mut self, name: &str, bytes: &[u8]) {
        let stream = self.document.get_object_mut(self.ids[name]).and_then(Object::as_stream_mut);
        stream.expect("a stream").set_plain_content(bytes.to_vec());
    }

    /// Replaces words in the bytes of an object, which must be there.
    pub fn replace(&mut self, name: &str, from: &str, to: &str) {
        let stream = self.document.get_object(self.ids[name]).and_then(Object::as_stream).expect("a stream");
        let text = String::from_utf8(stream.content.clone()).expect("text");
        assert!(text.contains(from), "{name} does not contain {from:?}");
        self.write(name, text.replacen(from, to, 1).as_bytes());
    }

    /// Adds a line to the end of the content of all pages.
    pub fn paint(&mut self, line: &str) {
        self.write("content", format!("{CONTENT}{line}\n").as_bytes());
    }

    /// Adds a resource.
    pub fn resource(&mut self, kind: &str, name: &str, object: Object) {
        let resources = self.entries("resources");
        if !resources.has(kind.as_bytes()) {
            resources.set(kind, Dictionary::new());
        }
        resources.get_mut(kind.as_bytes()).and_then(Object::as_dict_mut).expect("resources").set(name, object);
    }

    fn fonts(&mut self) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/noto-sans-mono/NotoSansMono-Regular.ttf");
        let font = fs::read(path).expect("the font is there");
        let file = self.add("font-file", Stream::new(dictionary! { "Length1" => font.len() as i64 }, font));
        let descriptor = self.add(
            "descriptor",
            dictionary! { "Type" => "FontDescriptor", "FontName" => "NotoSansMono-Regular", "Flags" => 4,
            "FontFile2" => file },
        );
        let descendant = self.add(
            "descendant",
            dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "NotoSansMono-Regular",
            "CIDToGIDMap" => "Identity", "FontDescriptor" => descriptor, "DW" => 600,
            "W" => vec![40.into(), vec![600.into(), 600.into()].into(), 48.into(), 50.into(), 600.into()] },
        );
        self.add(
            "font",
            dictionary! { "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "NotoSansMono-Regular",
            "Encoding" => "Identity-H", "DescendantFonts" => vec![descendant] },
        );
        let glyph =
            self.add("glyph", Stream::new(Dictionary::new(), b"1000 0 0 0 900 700 d1 0 0 900 700 re f".to_vec()));
        self.add(
            "drawn-font",
            dictionary! { "Type" => "Font", "Subtype" => "Type3", "FirstChar" => 97, "LastChar" => 97,
            "FontBBox" => vec![0.into(), 0.into(), 1000.into(), 1000.into()], "Widths" => vec![1000.into()],
            "FontMatrix" => vec![0.001.into(), 0.into(), 0.into(), 0.001.into(), 0.into(), 0.into()],
            "CharProcs" => dictionary! { "a" => glyph },
            "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => vec![97.into(), "a".into()] } },
        );
    }

    fn pictures(&mut self) {
        let pixels: Vec<u8> = (0..120 * 120 * 4).map(|at: usize| (at % 140) as u8).collect();
        let mut picture = Stream::new(picture_entries(120, 120, "DeviceCMYK", 8), pixels);
        picture.compress().expect("it can be packed");
        self.add("picture", picture);
        let stencil = Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 120, "Height" => 120,
            "BitsPerComponent" => 1, "ImageMask" => true },
            vec![0xf0; 120 * 15],
        );
        self.add("stencil", stencil);
        let shining = self.add("shining", dictionary! { "Type" => "ExtGState", "ca" => 0.5, "BM" => "Multiply" });
        let form = Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), 50.into(), 50.into()],
            "Group" => dictionary! { "S" => "Transparency", "CS" => "DeviceCMYK" },
            "Resources" => dictionary! { "ExtGState" => dictionary! { "SHINE" => shining } } },
            b"/SHINE gs 0 0.5 0 0 k 0 0 50 50 re f".to_vec(),
        );
        self.add("form", form);
        let mask = Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), 432.into(), 648.into()],
            "Group" => dictionary! { "S" => "Transparency", "CS" => "DeviceGray" } },
            b"0.5 g 0 0 432 648 re f".to_vec(),
        );
        self.add("mask", mask);
    }

    fn patterns(&mut self) {
        let gradient = self.add(
            "gradient",
            dictionary! { "FunctionType" => 2, "Domain" => vec![0.into(), 1.into()], "N" => 1,
            "C0" => vec![0.into(), 0.into(), 0.into(), 0.into()],
            "C1" => vec![1.into(), Object::Real(0.5), 0.into(), 0.into()] },
        );
        self.add(
            "shading",
            dictionary! { "ShadingType" => 2, "ColorSpace" => "DeviceCMYK", "Function" => gradient,
            "Coords" => vec![60.into(), 0.into(), 120.into(), 0.into()] },
        );
        self.add(
            "tile",
            Stream::new(
                dictionary! { "Type" => "Pattern", "PatternType" => 1, "PaintType" => 1, "TilingType" => 1,
                "BBox" => vec![0.into(), 0.into(), 10.into(), 10.into()], "XStep" => 10, "YStep" => 10,
                "Resources" => Dictionary::new() },
                b"0 0 0.5 0 k 0 0 5 5 re f".to_vec(),
            ),
        );
        let tint = dictionary! { "FunctionType" => 2, "Domain" => vec![0.into(), 1.into()], "N" => 1,
        "C0" => vec![0.into(), 0.into(), 0.into(), 0.into()], "C1" => vec![0.into(), 0.into(), 0.into(), 1.into()] };
        self.add("black-ink", separation("Black", "DeviceCMYK", tint));
        let table = Object::String(vec![0, 0, 0, 0, 0, 120, 0, 0], StringFormat::Hexadecimal);
        self.add("table", Object::Array(vec!["Indexed".into(), "DeviceCMYK".into(), 1.into(), table]));
    }

    fn states(&mut self) {
        self.add("over", dictionary! { "Type" => "ExtGState", "OP" => true, "op" => true, "OPM" => 1 });
        self.add("knock", dictionary! { "Type" => "ExtGState", "OP" => false, "op" => false, "BM" => "Normal" });
        let mask = Object::Reference(self.ids["mask"]);
        let soft = dictionary! { "Type" => "Mask", "S" => "Luminosity", "G" => mask };
        self.add("masked", dictionary! { "Type" => "ExtGState", "SMask" => soft });
    }

    fn page_tree(&mut self) {
        let id = |name: &str| Object::Reference(self.ids[name]);
        let resources = dictionary! {
            "Font" => dictionary! { "F0" => id("font"), "F1" => id("drawn-font") },
            "XObject" => dictionary! { "IM0" => id("picture"), "IM1" => id("stencil"), "FM0" => id("form") },
            "Shading" => dictionary! { "SH0" => id("shading") },
            "Pattern" => dictionary! { "P0" => id("tile") },
            "ColorSpace" => dictionary! { "CS0" => id("black-ink"), "CS1" => id("table") },
            "ExtGState" => dictionary! { "OVER" => id("over"), "KNOCK" => id("knock"), "MASKED" => id("masked") },
        };
        let resources = self.add("resources", resources);
        let content = self.add("content", Stream::new(Dictionary::new(), CONTENT.into()));
        let tree = self.document.new_object_id();
        let rect = |sides: [i64; 4]| Object::Array(sides.map(Object::Integer).to_vec());
        for _ in 0..4 {
            // Half a letter, 18 points of bleed, and nothing around it.
            let page = self.document.add_object(dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => content.clone(), "Resources" => resources.clone(),
                "MediaBox" => rect([0, 0, 432, 648]), "BleedBox" => rect([0, 0, 432, 648]),
                "TrimBox" => rect([18, 18, 414, 630]),
                "Group" => dictionary! { "S" => "Transparency", "CS" => "DeviceCMYK" },
            });
            self.pages.push(page);
        }
        let kids: Vec<Object> = self.pages.iter().map(|page| Object::Reference(*page)).collect();
        self.document.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 4 });
        self.ids.insert("tree", tree);
    }

    fn catalogue(&mut self) {
        let path = "layouts/printers/profiles/GRACoL-TR006-coated-TAC300.icc";
        let profile = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the profile is there");
        let profile = self.add("profile", Stream::new(dictionary! { "N" => 4 }, profile));
        let intent = self.add(
            "intent",
            dictionary! { "Type" => "OutputIntent", "S" => "GTS_PDFX", "DestOutputProfile" => profile,
            "OutputConditionIdentifier" => text_string("CGATS TR 006"),
            "RegistryName" => text_string("http://www.color.org"), "Info" => text_string("GRACoL 2006, coated 1") },
        );
        let packet = Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, XMP.into());
        let metadata = self.add("metadata", packet);
        let tree = Object::Reference(self.ids["tree"]);
        let preferences = dictionary! { "Direction" => "L2R", "ViewArea" => "MediaBox" };
        let catalogue = self.add(
            "catalogue",
            dictionary! { "Type" => "Catalog", "Pages" => tree, "Metadata" => metadata,
            "OutputIntents" => vec![intent], "ViewerPreferences" => preferences },
        );
        let info = self.add(
            "info",
            dictionary! { "Title" => text_string("A kit"), "CreationDate" => text_string("D:20260102000000Z"),
            "ModDate" => text_string("D:20260102000000Z"), "Trapped" => "False" },
        );
        let half = Object::String(vec![7; 16], StringFormat::Hexadecimal);
        self.document.trailer.set("Root", catalogue);
        self.document.trailer.set("Info", info);
        self.document.trailer.set("ID", vec![half.clone(), half]);
    }
}

/// The entries of a picture.
pub fn picture_entries(width: i64, height: i64, space: &str, bits: i64) -> Dictionary {
    dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => width, "Height" => height,
    "ColorSpace" => space, "BitsPerComponent" => bits }
}

/// A named ink.
pub fn separation(name: &str, instead: &str, tint: Dictionary) -> Object {
    Object::Array(vec!["Separation".into(), name.into(), instead.into(), tint.into()])
}
