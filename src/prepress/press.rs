//! What a print shop asks of a file beside its inks: PDF/X-4 (ISO 15930-7), boxes, the press that it is made for, marks.
//!
//! The file also claims PDF/A-2b, so that an outside validator can look at fonts, colours and transparency; both claims name
//! the same profile.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary, text_string};
use sha2::{Digest, Sha256};

use crate::prepress::marks;
use crate::prepress::{PrepressError, Print, resolved};

/// The ICC profile of a press, packed once for all the files that are made for it.
#[derive(Debug, Clone)]
pub struct PackedProfile(Stream);

impl PackedProfile {
    /// Packs the bytes of a profile.
    pub fn new(profile: Vec<u8>) -> Self {
        let mut stream = Stream::new(dictionary! { "N" => 4 }, profile);
        // A profile that deflate does not make smaller is kept plain, which is as good.
        let _ = stream.compress();
        PackedProfile(stream)
    }
}

/// The colour profile and what it stands for.
#[derive(Debug, Clone, Copy)]
pub struct Condition<'a> {
    /// The ICC profile.
    pub profile: &'a PackedProfile,
    /// The name of the printing condition, such as `CGATS TR 006`.
    pub identifier: &'a str,
    /// Whether that name is registered with the ICC.
    pub is_registered: bool,
    /// The condition in words.
    pub info: &'a str,
}

/// What is said of the document.
#[derive(Debug, Clone, Copy)]
pub struct PressOptions<'a> {
    /// The press.
    pub condition: Condition<'a>,
    /// The document's title.
    pub title: &'a str,
    /// A name that stays the same from version to version.
    pub ident: &'a str,
    /// The version, which tells one state of the document from the next.
    pub version: &'a str,
    /// Year, month and day of release, the only date in the file.
    pub released: (u16, u8, u8),
    /// Whether crop, bleed and registration marks and a colour bar stand outside the bleed.
    pub marks: bool,
}

/// Makes a PDF whose colours are the inks of a press one for a print shop. `lines` has a page for each of its pages, in the
/// same inks: what stands below its bleed, beside the marks.
pub fn press(mut print: Print, lines: Option<Print>, options: &PressOptions) -> Result<Print, PrepressError> {
    let pages = print.pages();
    let lines = lines.map(|lines| print.take_in(lines)).transpose()?.unwrap_or_default();
    let pdf = &mut print.0;
    let registration = options.marks.then(|| marks::registration(pdf));
    for (index, page) in pages.into_iter().enumerate() {
        boxes(pdf, page)?;
        if let Some(registration) = registration {
            marks::draw(pdf, page, registration, lines.get(index).copied())?;
        }
    }
    let metadata = metadata(pdf, options);
    let intents = intents(pdf, &options.condition);
    let catalog = pdf.catalog_mut()?;
    // Nothing to click on, and nothing that speaks of tags: both belong to the screen.
    for key in ["Outlines", "Names", "Dests", "PageMode", "OpenAction", "AA", "StructTreeRoot", "MarkInfo"] {
        catalog.remove(key.as_bytes());
    }
    catalog.set("OutputIntents", intents);
    catalog.set("Metadata", metadata);
    pdf.version = "1.6".to_string();
    pdf.prune_objects();
    pdf.renumber_objects();
    Ok(print)
}

/// Writes the boxes of a page (PDF/X-4 6.6: trim inside bleed inside media) and takes away what a press cannot print.
fn boxes(pdf: &mut Document, page: ObjectId) -> Result<(), PrepressError> {
    let transparent = is_transparent(pdf, page);
    let dictionary = pdf.get_object_mut(page)?.as_dict_mut()?;
    let media = dictionary.get(b"MediaBox")?.clone();
    if !dictionary.has(b"TrimBox") {
        dictionary.set("TrimBox", media.clone());
    }
    dictionary.set("BleedBox", media);
    for key in ["CropBox", "ArtBox", "Annots", "AA", "StructParents", "Tabs", "Trans", "Dur"] {
        dictionary.remove(key.as_bytes());
    }
    if transparent {
        // Where things are seen through, it has to be said in which inks they are mixed (GWG 2022, R0030).
        let inks = Object::Name(b"DeviceCMYK".to_vec());
        dictionary.set("Group", dictionary! { "Type" => "Group", "S" => "Transparency", "CS" => inks, "I" => true });
    }
    Ok(())
}

/// Whether a page has anything that is seen through.
fn is_transparent(pdf: &Document, page: ObjectId) -> bool {
    let resources = pdf.get_page_resources(page).ok();
    let own = resources.as_ref().and_then(|(own, _)| *own).cloned();
    let inherited = resources.and_then(|(_, ids)| pdf.get_dictionary(*ids.first()?).ok().cloned());
    own.or(inherited).is_some_and(|resources| sees_through(pdf, &resources, 0))
}

/// Deeper forms inside forms are a circle.
const MOST_NESTING: usize = 32;

fn sees_through(pdf: &Document, resources: &Dictionary, depth: usize) -> bool {
    let entries = |kind: &[u8]| -> Vec<Object> {
        let found = resources.get(kind).ok().and_then(|entries| resolved(pdf, entries).as_dict().ok());
        found.map(|found| found.iter().map(|(_, object)| resolved(pdf, object).clone()).collect()).unwrap_or_default()
    };
    let is_veil = |state: &Dictionary| {
        let opacity = |key: &[u8]| state.get(key).and_then(Object::as_float).unwrap_or(1.0);
        let masked = state.get(b"SMask").is_ok_and(|mask| mask.as_name().ok() != Some(b"None"));
        let mixed = state.get(b"BM").and_then(Object::as_name).is_ok_and(|mode| mode != b"Normal");
        opacity(b"ca") < 1.0 || opacity(b"CA") < 1.0 || masked || mixed
    };
    let is_inside = |stream: &Stream| {
        let dictionary = &stream.dict;
        let own = dictionary.get(b"Resources").ok().and_then(|own| resolved(pdf, own).as_dict().ok());
        dictionary.has(b"SMask")
            || dictionary.has(b"Group")
            || depth < MOST_NESTING && own.is_some_and(|own| sees_through(pdf, own, depth + 1))
    };
    entries(b"ExtGState").iter().filter_map(|state| state.as_dict().ok()).any(is_veil)
        || [b"XObject".as_slice(), b"Pattern"]
            .into_iter()
            .flat_map(entries)
            .any(|object| object.as_stream().is_ok_and(is_inside))
}

/// The press that the file is made for, once for PDF/X and once for PDF/A.
fn intents(pdf: &mut Document, condition: &Condition) -> Vec<Object> {
    let profile = pdf.add_object(condition.profile.0.clone());
    let mut intent = |kind: &str| {
        let mut intent = dictionary! {
            "Type" => "OutputIntent",
            "S" => Object::Name(kind.into()),
            "OutputConditionIdentifier" => text_string(condition.identifier),
            "OutputCondition" => text_string(condition.info),
            "Info" => text_string(condition.info),
            "DestOutputProfile" => profile,
        };
        if condition.is_registered {
            intent.set("RegistryName", text_string("http://www.color.org"));
        }
        Object::Reference(pdf.add_object(intent))
    };
    vec![intent("GTS_PDFX"), intent("GTS_PDFA1")]
}

/// The name of the program in the file.
const PRODUCER: &str = concat!("lotuspress ", env!("CARGO_PKG_VERSION"));

/// Writes the document's information twice, as PDF/X-4 asks: as a dictionary and as XMP that says the same.
fn metadata(pdf: &mut Document, options: &PressOptions) -> ObjectId {
    let (year, month, day) = options.released;
    let date = text_string(&format!("D:{year:04}{month:02}{day:02}000000Z"));
    let info = dictionary! {
        "Title" => text_string(options.title),
        "Creator" => text_string(PRODUCER),
        "Producer" => text_string(PRODUCER),
        "CreationDate" => date.clone(),
        "ModDate" => date,
        "Trapped" => "False",
    };
    let info = pdf.add_object(info);
    pdf.trailer.set("Info", info);
    let mut stream =
        Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, packet(options).into_bytes());
    // Programs look for the packet in the bytes of the file, so it is never packed.
    stream.allows_compression = false;
    pdf.add_object(stream)
}

/// The XMP packet (ISO 16684-1).
fn packet(options: &PressOptions) -> String {
    let (year, month, day) = options.released;
    let date = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
    let [document, instance] = [options.ident.to_string(), format!("{} {}", options.ident, options.version)].map(uuid);
    let properties = [
        ("dc:format", "application/pdf".to_string()),
        ("xmp:CreatorTool", PRODUCER.to_string()),
        ("xmp:CreateDate", date.clone()),
        ("xmp:ModifyDate", date.clone()),
        ("xmp:MetadataDate", date),
        ("pdf:Producer", PRODUCER.to_string()),
        ("pdf:Trapped", "False".to_string()),
        ("xmpMM:DocumentID", document),
        ("xmpMM:InstanceID", instance),
        ("xmpMM:VersionID", options.version.to_string()),
        ("xmpMM:RenditionClass", "default".to_string()),
        ("pdfxid:GTS_PDFXVersion", "PDF/X-4".to_string()),
        ("pdfaid:part", "2".to_string()),
        ("pdfaid:conformance", "B".to_string()),
    ];
    let mut text = String::from("<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n");
    text.push_str("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF xmlns:rdf=\"");
    text.push_str(RDF);
    text.push_str("\">\n<rdf:Description rdf:about=\"\"");
    for (prefix, address) in SPACES {
        text.push_str(&format!(" xmlns:{prefix}=\"{address}\""));
    }
    text.push_str(">\n<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
    text.push_str(&escaped(options.title));
    text.push_str("</rdf:li></rdf:Alt></dc:title>\n");
    for (name, value) in properties {
        text.push_str(&format!("<{name}>{}</{name}>\n", escaped(&value)));
    }
    text.push_str("<pdfaExtension:schemas><rdf:Bag>\n");
    let pdf = ("Trapped", "Text", "whether the document has been trapped");
    text.push_str(&schema("Adobe PDF Schema", "pdf", pdf));
    let pdfx = ("GTS_PDFXVersion", "Text", "the PDF/X version that the document keeps to");
    text.push_str(&schema("PDF/X ID Schema", "pdfxid", pdfx));
    text.push_str(
        "</rdf:Bag></pdfaExtension:schemas>\n</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>",
    );
    text
}

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The name spaces of the packet.
const SPACES: [(&str, &str); 9] = [
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("xmp", "http://ns.adobe.com/xap/1.0/"),
    ("xmpMM", "http://ns.adobe.com/xap/1.0/mm/"),
    ("pdf", "http://ns.adobe.com/pdf/1.3/"),
    ("pdfxid", "http://www.npes.org/pdfx/ns/id/"),
    ("pdfaid", "http://www.aiim.org/pdfa/ns/id/"),
    ("pdfaExtension", "http://www.aiim.org/pdfa/ns/extension/"),
    ("pdfaSchema", "http://www.aiim.org/pdfa/ns/schema#"),
    ("pdfaProperty", "http://www.aiim.org/pdfa/ns/property#"),
];

/// Describes a property that PDF/A does not know by itself (ISO 19005-2, 6.6.2.3).
fn schema(title: &str, prefix: &str, (name, kind, description): (&str, &str, &str)) -> String {
    let address = SPACES.iter().find(|(known, _)| *known == prefix).map_or("", |(_, address)| address);
    format!(
        "<rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>{title}</pdfaSchema:schema>\
         <pdfaSchema:namespaceURI>{address}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>\
         <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>{name}</pdfaProperty:name>\
         <pdfaProperty:valueType>{kind}</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>\
         <pdfaProperty:description>{description}</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>\
         </rdf:li>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A name as a UUID of its own (RFC 9562, version 8): the same name always has the same.
fn uuid(name: String) -> String {
    let mut digest = Sha256::digest(name.as_bytes());
    digest[6] = digest[6] & 0x0F | 0x80;
    digest[8] = digest[8] & 0x3F | 0x80;
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..32])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_always_has_the_same_uuid() {
        let first = uuid("kit".into());
        assert_eq!(first, uuid("kit".into()));
        assert_ne!(first, uuid("kit 2".into()));
        assert_eq!((first.len(), &first[19..20]), (41, "8"), "{first}");
    }
}
