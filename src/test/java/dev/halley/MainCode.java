package dev.halley;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The compiled classes of the product, read once for all tests that look at how they are related. */
final class MainCode {

    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages("dev.halley");

    private MainCode() {}

    /** @return what a nested class, or an array of such, belongs to: the class of its file */
    static JavaClass fileOf(JavaClass type) {
        JavaClass outer = type.getBaseComponentType();
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }

    /** @return the class's name in the lists: without what all packages begin with */
    static String nameOf(JavaClass type) {
        return fileOf(type).getName().replaceFirst("^dev\\.halley\\.", "");
    }
}
